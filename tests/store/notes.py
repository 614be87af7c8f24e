"""A table that only these tests have, and a store to put it in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from appliance.kernel.event import Event
from appliance.kernel.page import Filter
from appliance.store import Store, ddl, open_store
from appliance.store.columns import Flag, Json, Line, Whole
from appliance.store.database import write_now
from appliance.store.table import Table
from appliance.store.unit import writing_connection


class Note(Table, prefix="not"):
    """One line with a number."""

    text = Line(unique=True)
    number = Whole(optional=True)
    is_done = Flag(False)
    facts = Json(optional=True)


class LineNoted(Event):
    note_id: str


class NoteFilter(Filter):
    sorts = ("-created_at", "number", "text")

    text: str
    number: int
    is_done: bool


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """A store with the notes' table in it."""
    opened = open_store(folder)
    try:
        if not (opened.database.raw.one("SELECT 1 FROM sqlite_master WHERE name = ?", (Note._meta.table_name,))):
            write_now(_create)
        yield opened
    finally:
        opened.close()


def _create() -> None:
    for statement in ddl.statements([Note]):
        writing_connection().execute(statement)


def write_note(text: str, number: int | None = None) -> str:
    """Add a note; inside a unit."""
    return str(Note.add(org_id="org_a", text=text, number=number).id)
