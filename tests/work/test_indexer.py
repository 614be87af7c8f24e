"""The index follows the database: over crashes between its commit and what is told, over damage, and over poison."""

import asyncio
import shutil

import pytest

from appliance.kernel import telemetry
from appliance.kernel.assembly import House
from appliance.kernel.room import Projection, Room
from appliance.store import changes
from appliance.store.database import read_now, write_now
from appliance.store.search import IndexDamaged, SearchIndex
from appliance.store.unit import reading_connection
from appliance.work import parking, relay
from appliance.work.indexer import Indexer
from appliance.work.relay import Relay
from tests.store.notes import Note, write_note
from tests.work import toy
from tests.work.toy import ROOM, broken, told, until


def indexer(store, projection: Projection = toy.PROJECTION) -> Indexer:
    """An open index that has followed everything."""
    made = Indexer({"not": projection})
    made.open()
    while made.step():
        pass
    return made


def reopened(store, projection: Projection = toy.PROJECTION) -> Indexer:
    """The next process's."""
    store.index.close()
    return indexer(store, projection)


def found(store, word: str) -> list[str]:
    return [hit.owner for hit in store.index.search(toy.asked(word), toy.texts)]


def notes(*words: str) -> list[str]:
    return write_now(lambda: [write_note(f"the {word} note") for word in words])


def test_what_changes_is_found_as_it_is_now(store):
    first, second = notes("harbour", "lamp")
    follower = indexer(store)
    assert (found(store, "harbour"), found(store, "lamp")) == ([first], [second])
    write_now(lambda: Note.get_by_id(first).change(text="the bridge note"))
    write_now(lambda: Note.get_by_id(second).remove())
    while follower.step():
        pass
    assert (found(store, "harbour"), found(store, "bridge"), found(store, "lamp")) == ([], [first], [])


def test_a_crash_between_the_commit_and_the_telling_is_told_at_the_next_start(store):
    def crash(ids) -> None:
        raise InterruptedError

    ids = notes("harbour", "lamp")
    with pytest.raises(InterruptedError):
        indexer(store, Projection("not", toy.entries, crash, toy.everything))
    assert told == []
    assert found(store, "harbour") == [ids[0]]
    reopened(store)
    assert sorted(told) == sorted(ids)
    reopened(store)
    assert len(told) == 2


def test_a_step_done_again_changes_nothing(store):
    ids = notes("harbour")
    indexer(store)
    store.index.apply(ids, read_now(toy.entries, ids), sequence=store.index.marker().sequence)
    assert found(store, "harbour") == ids
    assert store.index.count() == 1


@pytest.mark.parametrize("damage", ["flip", "cut", "meta"])
def test_a_damaged_index_is_built_again_from_the_database(store, damage):
    ids = notes(*(f"harbour{number}" for number in range(50)))
    indexer(store)
    store.index.close()
    segment = max((store.folder / "index").glob("*.store"))
    hurt = store.folder / "index" / "meta.json" if damage == "meta" else segment
    data = bytearray(hurt.read_bytes())
    data[len(data) // 2] ^= 0xFF
    hurt.write_bytes(b"{}" if damage == "meta" else data[: len(data) // 2] if damage == "cut" else data)
    indexer(store)
    assert [found(store, f"harbour{number}") for number in range(50)] == [[id_] for id_ in ids]


def test_an_index_ahead_of_a_restored_database_is_built_again(store):
    (id_,) = notes("harbour")
    indexer(store)
    newest = read_now(lambda: changes.newest(reading_connection()))
    store.index.apply(["gone"], [], sequence=newest + 1000)
    reopened(store)
    assert store.index.marker().sequence == newest
    assert found(store, "harbour") == [id_]
    (other,) = notes("lamp")
    reopened(store)
    assert found(store, "lamp") == [other]


def test_a_poisonous_row_is_left_out_of_a_rebuild(store):
    notes("harbour", "poison", "lamp")
    broken.add("the poison note")
    follower = Indexer({"not": toy.PROJECTION})
    store.index = follower.rebuild()
    assert [len(found(store, word)) for word in ("harbour", "poison", "lamp")] == [1, 0, 1]
    assert len(parking.parked()) == 1


@pytest.fixture
def log(monkeypatch):
    lines: list[str] = []
    monkeypatch.setattr(telemetry, "log", lambda event, **_: lines.append(event))
    monkeypatch.setattr(relay, "_PAUSES_SECONDS", (0.001,) * 5)
    monkeypatch.setattr(relay, "_PAUSE_SECONDS", 0.01)
    return lines


def test_a_poisonous_row_is_parked_with_an_alarm_and_others_go_on(store, log):
    broken.add("the poison note")
    asyncio.run(_poisoned(store))
    assert log.count("index_failed") == 5
    assert log.count("change_parked") == 1


async def _poisoned(store) -> None:
    follower = Relay(House((ROOM,)), store.database)
    await follower.start()
    before, poison, after = await asyncio.to_thread(notes, "harbour", "poison", "lamp")
    await until(lambda: store.has_index and found(store, "lamp"))
    await until(lambda: len(told) == 2)
    assert (found(store, "harbour"), found(store, "poison")) == ([before], [])
    assert sorted(told) == sorted([before, after])
    broken.clear()
    await asyncio.to_thread(write_now, lambda: Note.get_by_id(poison).change(number=1))
    await until(lambda: found(store, "poison") and poison in told)
    await follower.stop()
    store.database._hearers.clear()


def test_what_is_parked_is_known_to_the_next_process_until_it_goes_through(store):
    assert parking.feed_again.name == changes.PARKED
    broken.add("the poison note")
    (id_,) = notes("poison")
    follower = Indexer({"not": toy.PROJECTION})
    follower.open()
    assert follower.step_carefully()
    assert (parking.parked(), told) == ({id_}, [])
    rows = read_now(lambda: reading_connection().execute("SELECT state, attempt, error FROM store_job").fetchall())
    assert rows == [("buried", 5, "ValueError: this note cannot be read")]
    reopened(store)
    assert (parking.parked(), told) == ({id_}, [])
    broken.clear()
    parking.feed_again.body("not", id_, "")
    reopened(store)
    assert (parking.parked(), told, found(store, "poison")) == (set(), [id_], [id_])


def test_a_change_that_is_refused_again_is_parked_once(store):
    broken.add("the poison note")
    (id_,) = notes("poison")
    follower = Indexer({"not": toy.PROJECTION})
    follower.open()
    follower.step_carefully()
    parking.feed_again.body("not", id_, "")
    follower.step_carefully()
    assert read_now(lambda: reading_connection().execute("SELECT count(*) FROM store_job").fetchall()) == [(1,)]
    named = "SELECT count(*) FROM store_ledger WHERE name = 'ChangeParked'"
    assert read_now(lambda: reading_connection().execute(named).fetchall()) == [(1,)]


def test_an_index_that_breaks_while_it_is_open_is_opened_or_built_again(store, log, monkeypatch):
    true, tries = SearchIndex.apply, []

    def break_once(self, *args, **options):
        tries.append(1)
        if len(tries) == 2:
            shutil.rmtree(store.folder / "index")
            raise IndexDamaged("gone")
        return true(self, *args, **options)

    monkeypatch.setattr(SearchIndex, "apply", break_once)
    asyncio.run(_broken(store))
    assert log == ["index_broken"]


async def _broken(store) -> None:
    follower = Relay(House((ROOM,)), store.database)
    await follower.start()
    (first,) = await asyncio.to_thread(notes, "harbour")
    await until(lambda: store.has_index and found(store, "harbour") == [first])
    (second,) = await asyncio.to_thread(notes, "lamp")
    await until(lambda: store.has_index and found(store, "lamp") == [second])
    assert found(store, "harbour") == [first]
    await follower.stop()
    store.database._hearers.clear()


def test_an_index_that_cannot_be_opened_at_first_is_opened_later(store, log, monkeypatch):
    true, tries = Indexer.open, []

    def fail_once(self) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no room")
        true(self)

    monkeypatch.setattr(Indexer, "open", fail_once)
    asyncio.run(_opened_later(store))
    assert log == ["feed_failed"]


async def _opened_later(store) -> None:
    follower = Relay(House((Room("toy", projections=(toy.PROJECTION,)),)), store.database)
    await follower.start()
    (id_,) = await asyncio.to_thread(notes, "harbour")
    await until(lambda: store.has_index and found(store, "harbour") == [id_])
    await follower.stop()
    store.database._hearers.clear()
