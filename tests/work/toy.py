"""A room of chores, listeners and one searchable table, to see what the face that does the chores makes of them."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

from appliance.kernel.assembly import House
from appliance.kernel.job import GiveUp, Lane, finish, job
from appliance.kernel.room import Projection, Room
from appliance.store import Store
from appliance.store.database import read_now, write_now
from appliance.store.search import Ask, Entry
from appliance.store.unit import reading_connection
from appliance.work.runner import Runner
from tests.store import notes
from tests.store.notes import Note

said: list[str] = []
"""What the chores did, in order; every test begins with an empty one."""
broken: set[str] = set()
"""Notes whose projection fails."""
told: list[str] = []
"""Ids that the projection was told search holds now."""


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """An open store with the notes' table."""
    for log in (said, told):
        log.clear()
    broken.clear()
    with notes.store(folder) as opened:
        yield opened


def bury(error: str, text: str) -> None:
    """Noted in the unit that buries."""
    notes.write_note(f"buried {text}: {error}")


@job(Lane.QUICK)
def say(text: str) -> None:
    """Say a text."""
    said.append(text)


@job(Lane.QUICK, tries=3, on_buried=bury)
def fail(text: str) -> None:
    """Say a text and fail."""
    said.append(text)
    raise ValueError("no luck")


@job(Lane.QUICK, tries=3, on_buried=bury)
def despair(text: str) -> None:
    """Fail for good."""
    said.append(text)
    raise GiveUp("hopeless")


@job(Lane.QUICK)
def conclude(text: str) -> None:
    """Be done with the last unit, if that is committed, and look at what the queue says then."""
    with suppress(LookupError):
        write_now(_conclusion, text)
    said.append(read_now(jobs)[0][1])


def _conclusion(text: str) -> None:
    notes.write_note(text)
    finish()
    if text == "refused":
        raise LookupError


@job(Lane.MODEL)
async def wait(text: str) -> None:
    """Say a text and wait for ever."""
    said.append(text)
    await asyncio.Event().wait()


@job(Lane.MODEL, limit_seconds=0.05)
async def dawdle(text: str) -> None:
    """Take longer than is allowed."""
    said.append(text)
    await asyncio.Event().wait()


def entries(ids: Sequence[str]) -> list[Entry]:
    """One entry of each note."""
    rows = list(Note.select().where(Note.id.in_(list(ids))))
    if any(row.text in broken for row in rows):
        raise ValueError("this note cannot be read")
    return [Entry(str(row.id), str(row.id), "not", ("kb_a",), "", "", row.text, "en") for row in rows]


def everything(after: str, limit: int) -> list[str]:
    return [str(row.id) for row in Note.select(Note.id).where(Note.id > after).order_by(Note.id).limit(limit)]


PROJECTION = Projection("not", entries, told.extend, everything)
ROOM = Room("toy", jobs=(say, fail, despair, conclude, wait, dawdle), projections=(PROJECTION,))


@asynccontextmanager
async def running(opened: Store, *more: Any):
    """The lanes, at work."""
    runner = Runner(House((ROOM, *more)), opened.database)
    await runner.start()
    try:
        yield runner
    finally:
        await runner.stop(1)
        opened.database._hearers.clear()


async def until(true: Callable[[], Any]) -> None:
    """Wait for something that another thread or task brings about."""
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0.002)


def jobs() -> list[tuple[str, str, int]]:
    """Name, state and tries of every job."""
    return reading_connection().execute("SELECT name, state, attempt FROM store_job ORDER BY created_at, id").fetchall()


def texts(keys: Sequence[str]) -> dict[str, str]:
    """The texts of notes, as search asks for them."""
    return dict.fromkeys(keys, "")


def asked(word: str) -> Ask:
    return Ask(word, None)
