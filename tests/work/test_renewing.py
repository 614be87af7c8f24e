"""After an upgrade with another analyser the old index answers until a new one, made beside it, takes its place."""

import shutil
from collections.abc import Iterator

import pytest

from appliance.store.database import write_now
from appliance.store.search import IndexDamaged, SearchIndex, analysis, has_room
from appliance.work import renewing
from appliance.work.indexer import Indexer
from tests.store.notes import Note, write_note
from tests.work import toy
from tests.work.test_indexer import found, indexer, notes


@pytest.fixture
def upgraded(store, monkeypatch) -> Iterator[Indexer]:
    """An index of the version before, opened by the next one; nothing is made anew yet."""
    monkeypatch.setattr(renewing, "BATCH", 1)
    notes("harbour", "lamp", "bridge")
    indexer(store)
    store.index.close()
    monkeypatch.setattr(analysis, "ANALYSIS_VERSION", analysis.ANALYSIS_VERSION + 1)
    made = Indexer({"not": toy.PROJECTION})
    made.open()
    yield made
    store.index.close()


def test_the_old_one_answers_until_the_new_one_is_whole(store, upgraded):
    old, steps = store.index.marker().analysis_version, 0
    assert store.index.is_aged
    while upgraded.step():
        steps += 1
        assert len(found(store, "harbour")) == 1
    assert steps >= 4
    assert (store.index.is_aged, store.index.marker().analysis_version) == (False, old + 1)
    assert [len(found(store, word)) for word in ("harbour", "lamp", "bridge")] == [1, 1, 1]
    assert not list(store.folder.glob("index.*"))


def test_what_changes_meanwhile_is_in_the_old_one_at_once_and_in_the_new_one_at_the_switch(store, upgraded):
    upgraded.step()
    (first,) = found(store, "harbour")
    write_now(lambda: Note.get_by_id(first).change(text="the pier note"))
    (later,) = write_now(lambda: [write_note("the late note")])
    upgraded.step()
    assert store.index.is_aged
    assert (found(store, "harbour"), found(store, "pier"), found(store, "late")) == ([], [first], [later])
    while upgraded.step():
        pass
    assert not store.index.is_aged
    assert (found(store, "harbour"), found(store, "pier"), found(store, "late")) == ([], [first], [later])


def test_after_a_crash_it_goes_on_where_it_was(store, upgraded, monkeypatch):
    for _ in range(2):
        upgraded.step()
    upgraded._renewal._builder._index.close()  # a killed process holds no lock
    store.index.close()
    again = Indexer({"not": toy.PROJECTION})
    again.open()
    added = []
    true = renewing.Builder.add
    monkeypatch.setattr(renewing.Builder, "add", lambda self, batch: added.extend(batch) or true(self, batch))
    while again.step():
        assert len(found(store, "harbour")) == 1
    assert len(added) == 1, "two of three were in it"
    assert [len(found(store, word)) for word in ("harbour", "lamp", "bridge")] == [1, 1, 1]
    assert not store.index.is_aged


def test_a_new_one_that_was_damaged_is_begun_again(store, upgraded):
    upgraded.step()
    upgraded._renewal._builder._index.close()
    shutil.rmtree(store.folder / "index.new")
    (store.folder / "index.new").mkdir()
    (store.folder / "index.new" / "meta.json").write_text("{")
    store.index.close()
    again = Indexer({"not": toy.PROJECTION})
    again.open()
    while again.step():
        pass
    assert (store.index.is_aged, len(found(store, "lamp"))) == (False, 1)


def test_without_room_for_two_the_old_one_stays(store, upgraded, monkeypatch):
    monkeypatch.setattr(renewing, "has_room", lambda folder: not has_room(folder))
    while upgraded.step():
        pass
    assert store.index.is_aged
    assert len(found(store, "lamp")) == 1


def test_an_index_of_a_later_version_is_made_anew_at_once(store, upgraded, monkeypatch):
    while upgraded.step():
        pass
    store.index.close()
    monkeypatch.setattr(analysis, "ANALYSIS_VERSION", analysis.ANALYSIS_VERSION - 1)
    with pytest.raises(IndexDamaged, match="other rules"):
        SearchIndex.open(store.folder / "index")
    monkeypatch.setattr(analysis, "ANALYSIS_VERSION", analysis.ANALYSIS_VERSION + 1)
    store.index = SearchIndex.open(store.folder / "index")
