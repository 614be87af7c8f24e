"""The one database: units of work for rooms (`read`, `write`), raw reads for the hot path.

`write` answers after the commit is on the disk. `read` sees one consistent state. Both run plain functions on threads.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar, cast

import apsw

from appliance.kernel import current
from appliance.store import migrate, reserve, table
from appliance.store.connection import House, Raw, let_go
from appliance.store.readers import Readers
from appliance.store.unit import ReadingUnit, WritingUnit
from appliance.store.writer import Writer, translate

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
Hearer = Callable[[list[WritingUnit]], None]


class Database:
    """Connections and threads of one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._house = House(path)
        self._hearers: list[Hearer] = []
        self.writer = Writer(self._house.connect_writer, self._tell)
        self.migrated = self._bind()
        self._readers = Readers(READERS, self._house.connect_reader, _reading)
        self.raw = Raw(path, lambda: self.writer.commits)

    def _bind(self) -> list[str]:
        table.bound.initialize(self._house)
        # migrations run on the writer thread but outside of its transactions: each step has its own
        return _outside(self.writer)

    def hear(self, hearer: Hearer) -> None:
        """Be called on the writer thread with the units of every commit; must be quick and not raise."""
        self._hearers.append(hearer)

    def _tell(self, units: list[WritingUnit]) -> None:
        for hearer in self._hearers:
            hearer(units)

    def submit_reading(self, fn: Callable[[], T]) -> "Future[T]":
        """Queue a reading function; the answer is a concurrent future."""
        return self._readers.submit(fn)

    def ask_reading(self, fn: Callable[[], T]) -> "asyncio.Future[T]":
        """Queue a reading function; the answer is a future of the running loop."""
        return self._readers.ask(fn)

    def close(self) -> None:
        """Finish the waiting units, close every connection; the last one out truncates the write-ahead log."""
        self._readers.close()
        self.raw.close()
        self.writer.close()


class Glance(Generic[T]):
    """A function whose statements may each see the newest state: a list is one statement already.

    Without a transaction around it there are two statements less, and each costs a wait for the interpreter.
    """

    def __init__(self, fn: Callable[[], T]) -> None:
        self._fn = fn

    def __call__(self) -> T:
        return self._fn()


def _reading(connection: apsw.Connection, fn: Callable[[], T]) -> T:
    """Run `fn` in a reading unit on a reader thread."""
    current.unit.set(ReadingUnit(connection))
    if not isinstance(fn, Glance):
        connection.execute("BEGIN")
    try:
        return fn()
    except BaseException as error:
        let_go(error)
        if isinstance(error, apsw.Error):
            raise translate(error) from error
        raise
    finally:
        if not connection.getautocommit():
            connection.execute("ROLLBACK")


def _outside(writer: Writer) -> list[str]:
    done: list[str] = []

    def step() -> None:
        connection = cast("WritingUnit", current.unit.get()).connection
        connection.execute("COMMIT")
        try:
            done.extend(migrate.migrate(connection))
        finally:
            connection.execute("BEGIN IMMEDIATE")

    writer.submit(step).future.result()
    return done


_open: Database | None = None


def use(database: Database | None) -> None:
    """Make this the process's database."""
    global _open  # noqa: PLW0603 -- one process keeps one house
    _open = database


def database() -> Database:
    """The open database; RuntimeError before start and after the end."""
    if _open is None:
        raise RuntimeError("no data folder is open")
    return _open


async def write(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` as a unit on the writer thread; returns when it is durable. A caller that goes away stops nothing."""
    reserve.refuse_growth()
    task = database().writer.submit(lambda: fn(*args, **kwargs), asyncio.get_running_loop())
    return cast("T", await task.future)


async def read(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `fn` in a reading unit on a reader thread."""
    return await database().ask_reading(lambda: fn(*args, **kwargs))


async def glance(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`read` without one state for all statements: for lists, which are one statement."""
    return await database().ask_reading(Glance(lambda: fn(*args, **kwargs)))


def write_now(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`write` for threads without a loop. Inside a writing unit it joins that unit."""
    unit = current.unit.get()
    if unit is not None:
        if not unit.writes:
            raise RuntimeError("a write inside a reading unit")
        return fn(*args, **kwargs)
    reserve.refuse_growth()
    return cast("T", database().writer.submit(lambda: fn(*args, **kwargs)).future.result())


def read_now(fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`read` for threads without a loop. Inside a unit it reads in that unit."""
    if current.unit.get() is not None:
        return fn(*args, **kwargs)
    return database().submit_reading(lambda: fn(*args, **kwargs)).result()
