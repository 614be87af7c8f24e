"""Listeners follow the ledger in order, events in one unit with the cursor; what always fails is parked."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from appliance.kernel import telemetry
from appliance.kernel.assembly import House
from appliance.kernel.event import emit
from appliance.kernel.problem import StorageFull
from appliance.kernel.room import Listener, Room
from appliance.store.database import read_now, write_now
from appliance.work import listening, relay
from appliance.work.relay import Relay
from tests.store.notes import LineNoted, Note, write_note
from tests.store.test_writer import in_one_batch
from tests.work.toy import until


@pytest.fixture
def log(monkeypatch):
    lines: list[tuple[str, object]] = []
    monkeypatch.setattr(telemetry, "log", lambda event, **more: lines.append((event, more.get("sequence"))))
    monkeypatch.setattr(relay, "_PAUSE_SECONDS", 0.01)
    return lines


@asynccontextmanager
async def following(store, *reacts):
    """The relay with one listener for each function."""
    name = LineNoted.event_name
    listeners = tuple(Listener(f"toy.{place}", (name,), react) for place, react in enumerate(reacts))
    follower = Relay(House((Room("toy", listeners=listeners),)), store.database)
    await follower.start()
    try:
        yield follower
    finally:
        await follower.stop()
        store.database._hearers.clear()


def emit_all(*ids: str) -> None:
    for id_ in ids:
        write_now(lambda id_=id_: emit(LineNoted(id_)))


def texts() -> list[str]:
    return read_now(lambda: [row.text for row in Note.select().order_by(Note.id)])


def run(store, ids, *reacts) -> None:
    async def all_of_it() -> None:
        async with following(store, *reacts) as follower:
            await asyncio.to_thread(emit_all, *ids)
            await follower.idle()

    asyncio.run(all_of_it())


def remember(entry) -> None:
    write_note(f"heard {entry.data['note_id']}")


def test_events_are_heard_once_and_in_order_also_over_a_restart(store, log):
    run(store, ("a", "b"), remember)
    run(store, ("c",), remember)
    assert texts() == ["heard a", "heard b", "heard c"]
    assert log == []


def test_an_event_that_always_fails_is_parked_after_5_tries_and_others_go_on(store, log):
    def choke(entry) -> None:
        write_note(f"choked on {entry.data['note_id']}")
        if entry.data["note_id"] == "b":
            raise ValueError

    run(store, ("a", "b", "c"), choke, remember)
    assert sorted(texts()) == ["choked on a", "choked on c", "heard a", "heard b", "heard c"]
    assert log == [("listener_failed", 2)] * 5 + [("listener_parked", 2)]
    run(store, (), choke, remember)
    assert len(log) == 6


def test_events_are_heard_together_while_none_of_them_fails(store, log):
    calls = []

    def note(entry) -> None:
        calls.append(entry.data["note_id"])
        remember(entry)
        if calls.count("c") == 1 and entry.data["note_id"] == "c":
            raise ValueError

    emit_all("a", "b", "c", "d")
    run(store, (), note)
    assert calls == ["a", "b", "c", "a", "b", "c", "d"]
    assert texts() == ["heard a", "heard b", "heard c", "heard d"]
    assert log == []


def test_a_crash_after_an_event_does_not_repeat_it(store, log, monkeypatch):
    monkeypatch.setattr(listening, "_TOGETHER", 1)
    heard = []

    def crash(entry) -> None:
        heard.append(entry.data["note_id"])
        write_note(f"heard {entry.data['note_id']} for the {len(heard)}. time")
        if len(heard) == 2:
            raise StorageFull

    run(store, ("a", "b", "c"), crash)
    asyncio.run(_caught_up(store, crash))
    assert heard == ["a", "b", "b", "c"]
    assert texts() == ["heard a for the 1. time", "heard b for the 3. time", "heard c for the 4. time"]


async def _caught_up(store, react) -> None:
    async with following(store, react):
        await until(lambda: len(texts()) == 3)


def test_a_full_disk_parks_nothing_and_the_listener_goes_on(store, log):
    refused = []

    def full(entry) -> None:
        if len(refused) < 8:
            refused.append(entry)
            raise StorageFull
        remember(entry)

    async def all_of_it() -> None:
        async with following(store, full):
            await asyncio.to_thread(emit_all, "a", "b")
            await until(lambda: len(texts()) == 2)

    asyncio.run(all_of_it())
    assert texts() == ["heard a", "heard b"]
    assert {event for event, _ in log} == {"feed_failed"}


def test_units_that_all_fail_together_stop_nobody(store, log):
    async def all_of_it() -> None:
        async with following(store, remember) as follower:
            await asyncio.to_thread(in_one_batch, *[lambda: write_note("x") and write_note("x")] * 3)
            await asyncio.to_thread(emit_all, "a")
            await follower.idle()

    asyncio.run(all_of_it())
    assert len(texts()) == 1
    assert log == []
