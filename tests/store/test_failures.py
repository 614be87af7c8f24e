"""A function that fails in the midst of its rows leaves no connection behind at the state of that moment."""

from concurrent.futures import Future

import pytest

from appliance.store.database import READERS, Glance, database, read_now, write_now
from tests.store.notes import Note, write_note


def fail_midway():
    """Read the first of several rows and fail; the frame holds the open cursor for as long as the error is kept."""
    for note in Note.select().iterator():
        raise ValueError(note.text)


def count() -> int:
    return Note.select().count()


@pytest.fixture
def two_notes(store):
    write_now(write_note, "a")
    write_now(write_note, "b")


def test_a_failed_read_holds_no_reader_at_an_old_state(two_notes):
    kept = [error for _ in range(3 * READERS) if isinstance(error := outcome(fail_midway), ValueError)]
    write_now(write_note, "c")
    assert [outcome(Glance(count)) for _ in range(3 * READERS)] == [3] * 3 * READERS
    assert len(kept) == 3 * READERS


def test_a_failed_unit_leaves_the_writer_no_open_statement(two_notes):
    with pytest.raises(ValueError, match="a") as kept:
        write_now(fail_midway)
    write_now(write_note, "c")
    assert read_now(count) == 3
    busy, *_ = database().writer.aside(lambda one: one.execute("PRAGMA wal_checkpoint(TRUNCATE)").get).future.result()
    assert (busy, kept.type) == (0, ValueError)


def outcome(fn) -> object:
    future: Future[object] = database().submit_reading(fn)
    return future.exception() or future.result()
