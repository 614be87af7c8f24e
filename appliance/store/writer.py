"""The one writer thread: takes whatever units wait, each in its savepoint, and commits them once with FULL durability.

On a full disk or an interrupt SQLite rolls back the whole transaction, not the savepoint. So after every failed unit
and before COMMIT the writer looks whether the transaction still stands; if not, the batch is run again unit by unit.
"""

import asyncio
import contextvars
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import apsw
import peewee

from appliance.kernel import current, telemetry
from appliance.kernel.problem import Conflict
from appliance.store import reserve
from appliance.store.connection import let_go
from appliance.store.unit import WritingUnit

BATCH = 256


class Task:
    """One unit that waits for the writer, with its context and whoever waits for it."""

    __slots__ = ("context", "error", "fn", "future", "is_aside", "loop", "queued", "result", "unit")

    def __init__(self, fn: Callable[[], Any], loop: asyncio.AbstractEventLoop | None) -> None:
        self.fn = fn
        self.context = contextvars.copy_context()
        self.loop = loop
        self.future: Any = loop.create_future() if loop else Future()
        self.queued = time.monotonic()
        self.unit: WritingUnit | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_aside = False

    def settle(self) -> None:
        """Hand over the outcome; whoever has stopped waiting is passed over."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def translate(error: BaseException, connection: apsw.Connection | None = None) -> BaseException:
    """SQLite's refusals as problems: a full disk or quota, a broken unique or foreign key rule.

    Of a full quota SQLite says only that writing failed; the connection knows why.
    """
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, apsw.FullError):
            return reserve.full()
        if isinstance(seen, apsw.IOError) and connection is not None and connection.system_errno in reserve.NO_SPACE:
            return reserve.full()
        if isinstance(seen, apsw.ConstraintError | peewee.IntegrityError):
            return Conflict("This contradicts what is already there")
        seen = seen.__context__
    return error


class Writer:
    """Owns the only connection that writes. `committed` is called on the writer thread after each commit."""

    def __init__(self, connect: Callable[[], apsw.Connection], committed: Callable[[list[WritingUnit]], None]) -> None:
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._connect = connect
        self._committed = committed
        self._connection: apsw.Connection
        self._closed = False
        self.commits = 0
        """Goes up before anybody is told of a commit: what was read before is as good as new until then."""
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._ready: Future[None] = Future()
        self._thread.start()
        self._ready.result()

    def submit(self, fn: Callable[[], Any], loop: asyncio.AbstractEventLoop | None = None) -> Task:
        """Queue a unit. It runs even when nobody waits for it any more."""
        if self._closed:
            raise RuntimeError("the database is closed")
        task = Task(fn, loop)
        self._queue.put(task)
        return task

    def aside(self, fn: Callable[[apsw.Connection], Any]) -> Task:
        """Queue something that must run outside of any transaction, between units; everything behind it waits."""
        if self._closed:
            raise RuntimeError("the database is closed")
        task = Task(lambda: fn(self._connection), None)
        task.is_aside = True
        self._queue.put(task)
        return task

    @property
    def depth(self) -> int:
        return self._queue.qsize()

    def close(self) -> None:
        """Run what waits, then end the thread."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            self._connection = self._connect()
        except BaseException as error:
            self._ready.set_exception(error)
            return
        self._ready.set_result(None)
        going = True
        while going:
            batch, going = self._take()
            asides = [task for task in batch if task.is_aside]
            if units := [task for task in batch if not task.is_aside]:
                self._run_batch(units)
            for task in asides:
                self._run_aside(task)
        self._connection.close()

    def _take(self) -> tuple[list[Task], bool]:
        first = self._queue.get()
        batch: list[Task] = []
        while first is not None:
            batch.append(first)
            if len(batch) == BATCH or self._queue.empty():
                return batch, True
            first = self._queue.get()
        return batch, False

    def _run_aside(self, task: Task) -> None:
        try:
            task.result = task.fn()
        except BaseException as error:  # it belongs to whoever waits for it
            task.error = translate(error, self._connection)
        self.commits += 1
        task.settle()

    def _run_batch(self, batch: list[Task]) -> None:
        now = time.monotonic()
        for task in batch:
            telemetry.WRITER_WAIT.observe(now - task.queued)
        if len(batch) == 1 or not self._together(batch):
            for task in batch:
                self._alone(task)
        _settle(batch)

    def _together(self, batch: list[Task]) -> bool:
        """Run all units in one transaction; False when SQLite threw the transaction away and nothing was kept."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            for task in batch:
                connection.execute("SAVEPOINT unit")
                if not self._attempt(task):
                    if connection.getautocommit():
                        return False
                    connection.execute("ROLLBACK TO unit")
                connection.execute("RELEASE unit")
            if connection.getautocommit():
                return False
            self._commit()
        except apsw.Error:
            self._abandon()
            return False
        self._finish([task for task in batch if task.error is None])
        return True

    def _alone(self, task: Task) -> None:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            if self._attempt(task):
                self._commit()
                self._finish([task])
                return
        except apsw.Error as error:
            task.error = translate(error, self._connection)
        self._abandon()

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        finally:
            self.commits += 1

    def _abandon(self) -> None:
        if not self._connection.getautocommit():
            self._connection.execute("ROLLBACK")

    def _attempt(self, task: Task) -> bool:
        """Run a unit once; a unit of an abandoned batch is run again from the start, so it must be repeatable."""
        task.unit, task.result, task.error = WritingUnit(self._connection), None, None
        try:
            task.result = task.context.copy().run(_within, task.unit, task.fn)
        except BaseException as error:  # whatever it is, it belongs to whoever waits for this unit
            let_go(error)
            task.error = translate(error, self._connection)
            return False
        return True

    def _finish(self, tasks: list[Task]) -> None:
        units = [task.unit for task in tasks if task.unit is not None]
        for unit in units:
            for effect in unit.effects:
                try:
                    effect()
                except Exception as error:
                    telemetry.log("effect_failed", level=40, error=error)
        try:
            self._committed(units)
        except Exception as error:  # this thread writes for everybody: who hears of a commit must not end it
            telemetry.log("hearer_failed", level=40, error=error)


def _within(unit: WritingUnit, fn: Callable[[], Any]) -> Any:
    current.unit.set(unit)
    return fn()


def _settle(batch: list[Task]) -> None:
    """Wake the waiting: one call into each event loop, however many units it waits for."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Task]] = defaultdict(list)
    for task in batch:
        if task.loop is None:
            task.settle()
        else:
            by_loop[task.loop].append(task)
    for loop, tasks in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_all, tasks)
        except RuntimeError:  # the loop has been closed: nobody waits any more
            telemetry.log("loop_gone", units=len(tasks))


def _settle_all(tasks: list[Task]) -> None:
    for task in tasks:
        task.settle()
