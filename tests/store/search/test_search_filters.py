"""A filter that everything passes is left out of the query; whatever it is, nothing that it shuts out is found."""

from appliance.store.search import Ask, finding
from appliance.store.search.queries import plan_of


def no_texts(_):
    return {}


def asked(shelf, *containers, kinds=("chunk",)):
    return Ask("ferry", containers, kinds=kinds), shelf.index._snapshot


def is_plain(shelf, *containers, kinds=("chunk",)):
    """Whether the query is the one that has no filter at all."""
    plan = plan_of(*asked(shelf, *containers, kinds=kinds))
    plain = plan_of(Ask("ferry", None), shelf.index._snapshot)
    return str(plan.query()) == str(plain.query())


def put(shelf, entry, *places):
    """One entry in each of these containers."""
    for number, place in enumerate(places):
        owner = f"doc_{number}_{place}"
        made = entry(key=f"chk_{number}_{place}", owner=owner, containers=(place, owner), text="ferry")
        shelf.index.apply([owner], [made], sequence=number + 1)


def found(shelf, *containers, kinds=("chunk",)):
    hits = shelf.index.search(asked(shelf, *containers, kinds=kinds)[0], lambda _: {})
    return sorted(hit.key for hit in hits)


def test_a_filter_that_everything_passes_is_left_out(shelf, entry):
    put(shelf, entry, "kb_a", "kb_b")
    assert is_plain(shelf, "kb_a", "kb_b")
    assert not is_plain(shelf, "kb_a")
    assert not is_plain(shelf, "kb_a", "kb_b", kinds=("other",))


def test_what_comes_later_into_another_container_is_shut_out(shelf, entry):
    put(shelf, entry, "kb_a")
    assert found(shelf, "kb_a") == ["chk_0_kb_a"]
    put(shelf, entry, "kb_a", "kb_b")
    assert found(shelf, "kb_a") == ["chk_0_kb_a"]
    assert not is_plain(shelf, "kb_a")


def test_removed_entries_do_not_stand_for_living_ones(shelf, entry):
    put(shelf, entry, "kb_a", "kb_b", "kb_a")
    shelf.index.apply(["doc_0_kb_a"], (), sequence=9)
    assert found(shelf, "kb_a") == ["chk_2_kb_a"]
    shelf.index.apply(["doc_1_kb_b"], (), sequence=10)
    assert is_plain(shelf, "kb_a")


def test_an_entry_in_two_containers_counts_once(shelf, entry):
    made = [
        entry(key="chk_a", owner="doc_a", containers=("kb_a", "kb_b"), text="ferry"),
        entry(key="chk_c", owner="doc_c", containers=("kb_c",), text="ferry"),
    ]
    shelf.index.apply(["doc_a", "doc_c"], made, sequence=1)
    assert found(shelf, "kb_a", "kb_b") == ["chk_a"]


def strictly(shelf, monkeypatch, *containers, **more):
    """What is found when the query itself filters, whatever the share."""
    with monkeypatch.context() as patch:
        patch.setattr(finding, "BROAD", 2.0)
        return [(hit.key, hit.score) for hit in shelf.index.search(Ask("ferry", containers, **more), no_texts)]


def test_both_ways_find_the_same(shelf, entry, monkeypatch):
    put(shelf, entry, *(f"kb_{number % 7}" for number in range(140)))
    for containers in (("kb_1",), ("kb_1", "kb_3"), ("kb_0", "kb_1", "kb_2", "kb_3", "kb_4"), ("kb_5", "gone")):
        for limit in (1, 20, 100, 500):
            asked = Ask("ferry", containers, limit=limit)
            found = [(hit.key, hit.score) for hit in shelf.index.search(asked, no_texts)]
            assert found == strictly(shelf, monkeypatch, *containers, limit=limit)
            assert len(found) == min(limit, 20 * len([one for one in containers if one != "gone"]))


def test_what_ranks_below_everything_else_is_found_too(shelf, entry):
    """The best of all are other people's; the asker's own, half of the index, come after them."""
    loud = [entry(key=f"chk_a{n}", owner="doc_a", containers=("theirs",), text="ferry ferry ferry") for n in range(300)]
    quiet = [entry(key=f"chk_b{n}", owner="doc_b", containers=("own",), text="a ferry of ours " + "word " * 90)
             for n in range(300)]  # fmt: skip
    shelf.index.apply(["doc_a", "doc_b"], [*loud, *quiet], sequence=1)
    found = shelf.index.search(Ask("ferry", ("own",), limit=50), no_texts)
    assert len(found) == 50
    assert {hit.owner for hit in found} == {"doc_b"}


def test_excluded_containers_are_left_out_of_the_broad_way(shelf, entry):
    put(shelf, entry, "kb_1", "kb_1", "kb_2", "kb_3")
    found = shelf.index.search(Ask("ferry", ("kb_1", "kb_2"), excluded=("doc_0_kb_1",)), no_texts)
    assert {hit.owner for hit in found} == {"doc_1_kb_1", "doc_2_kb_2"}
