"""The loop's raw reads remember a row until the next commit, and never longer."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.store.database import write_now
from tests.store.notes import Note, store, write_note

TEXT = "SELECT text FROM {} WHERE id = ?"


@pytest.fixture
def raw(tmp_path):
    with store(tmp_path / "data") as opened:
        yield opened.database.raw


def text_of(raw, id_):
    row = raw.one(TEXT.format(Note._meta.table_name), (id_,))
    return row and row[0]


def test_what_was_acknowledged_is_seen_at_once(raw):
    id_ = write_now(write_note, "0")
    for number in range(1, 200):
        assert text_of(raw, id_) == str(number - 1)
        write_now(lambda text=str(number): Note.get_by_id(id_).change(text=text))
    write_now(lambda: Note.get_by_id(id_).remove())
    assert text_of(raw, id_) is None


def test_a_row_that_was_not_there_is_seen_once_it_is(raw):
    id_ = write_now(write_note, "first")
    write_now(lambda: Note.get_by_id(id_).remove())
    assert text_of(raw, id_) is None
    write_now(
        lambda: Note.insert(id=id_, org_id="org_a", created_at=1, updated_at=1, version=1, text="again").execute()
    )
    assert text_of(raw, id_) == "again"


def test_a_unit_that_fails_shows_nothing(raw):
    id_ = write_now(write_note, "kept")

    def fail():
        Note.get_by_id(id_).change(text="lost")
        raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        write_now(fail)
    assert text_of(raw, id_) == "kept"


def test_nothing_older_than_the_last_answer_is_ever_read_beside_many_writers(raw):
    ids = [write_now(write_note, f"start {number}") for number in range(4)]

    def climb(id_):
        for number in range(60):
            write_now(lambda text=f"{id_} {number}": Note.get_by_id(id_).change(text=text))
            answered[id_] = number

    answered = dict.fromkeys(ids, -1)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(climb, id_) for id_ in ids]
        while not all(one.done() for one in running):
            for id_ in ids:
                least = answered[id_]
                assert int(text_of(raw, id_).split()[-1]) >= least or least < 0


def test_strangers_do_not_fill_the_memory(raw):
    for number in range(10_000):
        assert text_of(raw, f"nobody {number}") is None
    assert len(raw._known) <= 4_096
