"""Rows count their versions and feed their changes; lists filter, sort and page without losing a row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.kernel.page import PageAsk
from appliance.kernel.problem import BadRequest, NotFound
from appliance.store import changes
from appliance.store.database import read_now, write_now
from appliance.store.paging import found, paged
from appliance.store.unit import reading_connection
from tests.store import notes
from tests.store.notes import Note, NoteFilter, write_note


def fed() -> list[str]:
    return [change.id for change in read_now(lambda: changes.after(reading_connection(), 0, ["not"]))]


def ask(**query: str):
    where = {key: value for key, value in query.items() if key not in ("limit", "cursor", "sort")}
    return read_now(lambda: paged(Note.select(), Note, NoteFilter.of(where), PageAsk.of(query)))


class TestRows:
    def test_a_change_counts_up_and_feeds_once(self, store):
        first = write_now(write_note, "a")
        second = write_now(write_note, "b")
        row = write_now(lambda: Note.get_by_id(first).change(text="c", facts={"a": [1]}))
        assert (row.version, read_now(lambda: Note.get_by_id(first)).facts) == (2, {"a": [1]})
        assert fed() == [second, first]

    def test_many_rows_go_in_at_once(self, store):
        rows = [{"org_id": "o", "text": str(number), "facts": {"n": number}} for number in range(300)]
        write_now(lambda: Note.add_many(rows))
        assert read_now(lambda: {(row.text, row.facts["n"], row.is_done) for row in Note.select()}) == {
            (str(number), number, False) for number in range(300)
        }

    def test_a_removed_row_is_fed(self, store):
        id_ = write_now(write_note, "a")
        write_now(lambda: Note.get_by_id(id_).remove())
        assert fed() == [id_]
        with pytest.raises(NotFound):
            read_now(lambda: found(Note.select().where(Note.id == id_), "Note"))


class TestLists:
    @pytest.mark.parametrize("query", [
        {"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"limit": "-1"}, {"limit": "٣"}, {"cursor": "nonsense"}, {"cursor": "W10"},
        {"sort": "version"}, {"sort": "--text"}, {"colour": "red"}, {"number": "x"}, {"number__like": "1"}, {"number__contains": "1"},
    ])  # fmt: skip
    def test_a_bad_ask_is_a_bad_request(self, store, query):
        with pytest.raises(BadRequest):
            ask(**query)

    def test_a_cursor_belongs_to_its_sort(self, store):
        for number in range(3):
            write_now(write_note, str(number), number)
        cursor = ask(limit="1", sort="number").pagination.next_cursor
        with pytest.raises(BadRequest):
            ask(cursor=cursor, sort="text")

    @pytest.mark.parametrize(("query", "texts"), [
        ({"number__gte": "2"}, ["2", "3"]), ({"number__lt": "2"}, ["0", "1"]), ({"number__in": "1,3"}, ["1", "3"]),
        ({"number__ne": "1"}, ["0", "2", "3"]), ({"text__contains": "x"}, ["x"]), ({"number__isnull": "true"}, ["x"]),
        ({"is_done": "true"}, []), ({"text": "2"}, ["2"]),
    ])  # fmt: skip
    def test_filters(self, store, query, texts):
        for number in range(4):
            write_now(write_note, str(number), number)
        write_now(write_note, "x")
        assert [row.text for row in ask(sort="text", **query).data] == texts


@settings(max_examples=25, deadline=None)
@given(
    numbers=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12), limit=st.integers(1, 4), down=st.booleans()
)
def test_paging_shows_every_row_once_in_order(tmp_path_factory, numbers, limit, down):
    with notes.store(tmp_path_factory.mktemp("data")):
        for place, number in enumerate(numbers):
            write_now(write_note, f"n{place}", number)
        seen, cursor = [], ""
        while cursor is not None:
            page = ask(limit=str(limit), sort="-number" if down else "number", **({"cursor": cursor} if cursor else {}))
            seen += [(row.number, row.text) for row in page.data]
            cursor = page.pagination.next_cursor
            assert page.pagination.total == len(numbers)
        assert sorted(text for _, text in seen) == sorted(f"n{place}" for place in range(len(numbers)))
        ranks = [-1 if number is None else number for number, _ in seen]
        assert ranks == sorted(ranks, reverse=down)
