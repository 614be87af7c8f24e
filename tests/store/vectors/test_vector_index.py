"""The nearest vectors are those that plain arithmetic names, inside what may be seen, after every change."""

import numpy as np
import pytest

from appliance.store import vectors
from appliance.store.database import read_now, write_now
from appliance.store.vectors import index, shelf
from appliance.store.vectors.index import Asked, VectorIndex, VectorsUnreadable, check
from tests.store.vectors.conftest import DIMENSIONS


def keys(kept, query, containers=None, limit=5, **more):
    kept.index.follow()
    return [near.key for near in kept.index.nearest(query, Asked(containers, limit, **more))]


def filled(kept, owners=40):
    for number in range(owners):
        kept.put(f"doc_{number}", f"kb_{number % 3}", count=1 + number % 4)
    return kept


@pytest.mark.parametrize("few", [0, 50_000])
@pytest.mark.parametrize("containers", [
    None, (), ("kb_1",), ("kb_0", "kb_2"), ("kb_0", "kb_1", "kb_2", "kb_9"), ("doc_3", "doc_7"), ("kb_9",),
])  # fmt: skip
def test_it_finds_what_arithmetic_finds(kept, containers, few, monkeypatch):
    monkeypatch.setattr(index, "FEW", few)
    filled(kept)
    for _ in range(5):
        query = kept.question()
        assert keys(kept, query, containers) == kept.by_hand(query, containers)


def test_it_follows_what_is_written_replaced_and_dropped(kept):
    filled(kept)
    query = kept.question()
    keys(kept, query)
    kept.put("doc_1", "kb_1", count=6)
    kept.put("doc_99", "kb_0", count=2)
    kept.drop("doc_2", "doc_5", "doc_none")
    assert keys(kept, query, limit=200) == kept.by_hand(query, limit=200)
    assert len(kept.index) == len(kept.vectors)


def test_a_new_process_finds_the_same(kept, store):
    filled(kept)
    kept.drop("doc_2")
    query = kept.question()
    fresh = VectorIndex(store.database.path, "m", DIMENSIONS)
    fresh.follow()
    assert [near.key for near in fresh.nearest(query, Asked(None, 9))] == kept.by_hand(query, limit=9)


def test_a_dropped_vector_is_overwritten_in_memory(kept):
    kept.put("doc_1", "kb_1")
    kept.index.follow()
    kept.drop("doc_1")
    kept.index.follow()
    assert not kept.index._shelf.numbers.any()
    assert not kept.index._shelf.sketches._words.any()
    assert len(kept.index) == 0


def test_many_removals_are_compacted(kept, monkeypatch):
    monkeypatch.setattr(shelf.Shelf, "is_wasteful", property(lambda self: self.size > self.living))
    filled(kept)
    query = kept.question()
    keys(kept, query)
    kept.drop(*(f"doc_{number}" for number in range(0, 40, 2)))
    kept.put("doc_3", "kb_0", count=2)
    assert keys(kept, query, limit=200) == kept.by_hand(query, limit=200)
    assert keys(kept, query, ("doc_3", "kb_1"), limit=200) == kept.by_hand(query, ("doc_3", "kb_1"), 200)
    assert kept.index._shelf.size == len(kept.vectors)


def test_scores_are_cosines_and_named_ones_come_along(kept):
    filled(kept)
    kept.index.follow()
    query = kept.question()
    named = (("doc_9", "doc_9.0"), ("doc_9", "doc_9.77"), ("doc_77", "x"))
    found = kept.index.nearest(query, Asked(("doc_1",), 5, named))
    assert [near.key for near in found] == [*kept.by_hand(query, ("doc_1",)), "doc_9.0"]
    for near in found:
        assert near.score == pytest.approx(float(kept.vectors[near.key][2] @ query), abs=1e-5)


def test_vectors_of_another_model_or_length_are_not_found(kept, store):
    kept.put("doc_1", "kb_1")
    kept.put("doc_2", "kb_1", model="other")
    assert len(keys(kept, kept.question())) == 3
    longer = VectorIndex(store.database.path, "m", DIMENSIONS + 1)
    longer.follow()
    assert len(longer) == 0


def test_sketches_leave_nearly_all_of_the_best_and_what_came_later_too(kept, monkeypatch):
    monkeypatch.setattr(index, "FEW", 200)
    monkeypatch.setattr(index, "LEAST_COMPARED", 400)
    for number in range(30):
        kept.put(f"doc_{number}", f"kb_{number % 3}", count=100)
    kept.index.follow()
    kept.put("doc_new", "kb_0", count=50)
    kept.drop("doc_4")
    several = tuple(f"doc_{number}" for number in range(9))
    shares = []
    for _ in range(20):
        query = kept.question()
        for places in (None, ("kb_0", "kb_1"), several):
            wanted = kept.by_hand(query, places, 10)
            shares.append(len(set(wanted) & set(keys(kept, query, places, 10))) / 10)
            assert keys(kept, query, places, 10, exact=True) == wanted
        assert keys(kept, query, ("doc_7",), 3) == kept.by_hand(query, ("doc_7",), 3)
    assert np.mean(shares) > 0.9  # of vectors without any order, the hardest there are


def test_vectors_that_are_all_alike_are_found_as_many_as_asked(kept, monkeypatch):
    monkeypatch.setattr(index, "FEW", 10)
    monkeypatch.setattr(index, "LEAST_COMPARED", 40)
    for number in range(50):
        kept.chance = np.random.default_rng(7)
        kept.put(f"doc_{number}", "kb_1", count=2)
    assert len(keys(kept, kept.question(), ("kb_1",), limit=2)) == 2


def test_an_owner_larger_than_a_batch_stays_whole(kept, monkeypatch):
    monkeypatch.setattr(shelf, "_AT_ONCE", 4)
    for owner, count in (("doc_a", 3), ("doc_b", 11), ("doc_c", 4), ("doc_d", 1)):
        kept.put(owner, "kb_1", count=count)
    query = kept.question()
    for owner in ("doc_a", "doc_b", "doc_c", "doc_d"):
        assert keys(kept, query, (owner,), 50) == kept.by_hand(query, (owner,), 50)
    kept.drop("doc_b")
    assert keys(kept, query, limit=50) == kept.by_hand(query, limit=50)


def test_only_other_models_are_forgotten(kept):
    kept.put("doc_1", "kb_1")
    kept.put("doc_2", "kb_1", model="old", count=2)
    assert write_now(vectors.forget_others, ["m"]) == 2
    assert write_now(vectors.forget_others, ["m"]) == 0
    assert read_now(vectors.has_any, ["doc_1", "doc_2"], "m") == {"doc_1"}


def test_what_is_no_question_is_refused():
    for wrong in ([1.0], [float("nan")] * DIMENSIONS):
        with pytest.raises(ValueError):
            check(wrong, DIMENSIONS)


def test_a_database_that_is_not_there_is_said(tmp_path):
    with pytest.raises(VectorsUnreadable):
        VectorIndex(tmp_path / "none.db", "m", DIMENSIONS)
