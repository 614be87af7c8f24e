"""The writer keeps what it acknowledged, whatever happens to the units beside it."""

import asyncio
import threading

import apsw
import pytest

from appliance.kernel import current
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, StorageFull
from appliance.store import ledger
from appliance.store.database import database, read, read_now, write, write_now
from appliance.store.unit import reading_connection, writing_connection
from tests.store.notes import LineNoted, Note, write_note


def texts() -> set[str]:
    return read_now(lambda: {row.text for row in Note.select()})


def in_one_batch(*units):
    """Hold the writer until all units wait, so that they share a transaction; their outcomes in order."""
    begun, gate, writer = threading.Event(), threading.Event(), database().writer
    held = writer.submit(lambda: begun.set() or gate.wait(10))
    begun.wait(10)
    tasks = [writer.submit(unit) for unit in units]
    gate.set()
    held.future.result()
    return [task.future.exception() or task.future.result() for task in tasks]


def lose_the_transaction():
    """What SQLite does by itself on a full disk: the whole transaction goes, not the savepoint."""
    write_note("lost")
    writing_connection().execute("ROLLBACK")
    raise apsw.FullError("database or disk is full")


class TestBatches:
    def test_a_unit_that_fails_leaves_its_neighbours(self, store):
        first, second, third = in_one_batch(
            lambda: write_note("a"), lambda: [write_note("b"), write_note("a")], lambda: write_note("c")
        )
        assert isinstance(second, Conflict)
        assert {first[:4], third[:4]} == {"not_"}
        assert texts() == {"a", "c"}

    def test_a_lost_transaction_loses_no_acknowledged_unit(self, store):
        first, second, third = in_one_batch(lambda: write_note("a"), lose_the_transaction, lambda: write_note("c"))
        assert isinstance(second, StorageFull)
        assert {first[:4], third[:4]} == {"not_"}
        assert texts() == {"a", "c"}

    def test_a_lost_transaction_that_no_unit_reports_is_noticed(self, store):
        def lose_silently() -> str:
            writing_connection().execute("ROLLBACK")
            return "fine"

        first, _, third = in_one_batch(lambda: write_note("a"), lose_silently, lambda: write_note("c"))
        assert {first[:4], third[:4]} == {"not_"}
        assert texts() == {"a", "c"}

    def test_who_hears_of_commits_ends_nothing_and_a_batch_of_failures_is_one_too(self, store):
        heard: list[int] = []

        def hearer(units: list[object]) -> None:
            heard.append(len(units))
            raise ValueError("not my day")

        database().hear(hearer)
        same = in_one_batch(lambda: write_note("a") and write_note("a"), lambda: write_note("b") and write_note("b"))
        assert [type(one) for one in same] == [Conflict, Conflict]
        write_now(lambda: write_note("c"))
        write_now(lambda: write_note("d"))
        assert texts() == {"c", "d"}
        assert heard[-3:] == [0, 1, 1]

    def test_the_chain_holds_when_units_of_a_batch_fail(self, store):
        def told(text: str):
            emit(LineNoted(write_note(text)))

        def told_and_failed():
            told("lost")
            raise ValueError("no")

        in_one_batch(lambda: told("a"), told_and_failed, lambda: told("c"))
        assert read_now(lambda: ledger.verify(reading_connection())) is None
        assert len(read_now(lambda: ledger.after(reading_connection(), 0))) == 2

    def test_effects_run_after_the_commit_and_only_then(self, store):
        seen: list[set[str]] = []

        def with_effect(text: str, fails: bool):
            write_note(text)
            current.after_commit(lambda: seen.append(texts()))
            if fails:
                raise ValueError("no")

        in_one_batch(lambda: with_effect("a", False), lambda: with_effect("b", True))
        assert seen == [{"a"}]


class TestWaiting:
    def test_a_caller_that_goes_away_stops_nothing(self, store):
        async def go_away():
            gate = threading.Event()
            held = store.database.writer.submit(lambda: gate.wait(10))
            waiting = asyncio.create_task(write(write_note, "a"))
            await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            gate.set()
            held.future.result()
            await write(write_note, "b")

        asyncio.run(go_away())
        assert texts() == {"a", "b"}

    def test_a_loop_that_has_ended_does_not_stop_the_writer(self, store):
        gate = threading.Event()
        held = store.database.writer.submit(lambda: gate.wait(10))

        async def leave():
            return store.database.writer.submit(lambda: write_note("a"), asyncio.get_running_loop())

        asyncio.run(leave())
        gate.set()
        held.future.result()
        write_now(write_note, "b")
        assert texts() == {"a", "b"}

    def test_a_read_sees_what_was_acknowledged(self, store):
        async def there_and_back():
            await asyncio.gather(*(write(write_note, str(number)) for number in range(50)))
            return await read(lambda: Note.select().count())

        assert asyncio.run(there_and_back()) == 50


class TestUnits:
    def test_a_reading_unit_cannot_write(self, store):
        with pytest.raises(Exception, match=r"readonly|attempt to write|reading unit"):
            read_now(write_note, "a")
        assert texts() == set()

    def test_an_event_outside_of_a_unit_is_refused(self, store):
        with pytest.raises(RuntimeError):
            emit(LineNoted("not_1"))

    def test_a_write_inside_a_read_is_refused(self, store):
        with pytest.raises(RuntimeError):
            read_now(lambda: write_now(write_note, "a"))

    def test_a_write_inside_a_write_is_one_unit(self, store):
        def outer():
            write_now(write_note, "a")
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            write_now(outer)
        assert texts() == set()
