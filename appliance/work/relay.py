"""After each commit: the search index follows the changes, listeners follow the ledger, browsers are told.

Each reader has its own cursor, so delivery is at least once and goes on where it was after a crash.
"""

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.kernel import clock, telemetry
from appliance.kernel.assembly import House
from appliance.kernel.hub import hub
from appliance.store import changes, opened
from appliance.store.changes import Change
from appliance.store.database import Database, read
from appliance.store.search import IndexDamaged
from appliance.store.unit import WritingUnit, reading_connection
from appliance.work.indexer import Indexer
from appliance.work.listening import listen

_GATHER_SECONDS = 0.15  # what is committed within this time goes into one commit of the index
_BUSY_SECONDS = 0.5  # the same while much comes in: a commit costs nearly as much for one change as for fifty
_FEW = 3
_PAUSE_SECONDS = 5.0
_PAUSES_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4)  # together under a second: whatever else changed waits as long
_DOUBT_SECONDS = 30.0
_LISTEN_SECONDS = 0.03  # what is recorded within this time is reacted to together
_TELL_SECONDS = 0.05  # what changes within this time is read at once for browsers
T = TypeVar("T")


class Relay:
    """Wakes the three readers of what was committed."""

    def __init__(self, house: House, database: Database) -> None:
        self._house = house
        self._loop = asyncio.get_running_loop()
        self._index_woken, self._live_woken, self._ledger_woken = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._hurried = asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="index")
        self._listening = ThreadPoolExecutor(1, thread_name_prefix="listening")
        self._ending = threading.Event()
        self.indexer = Indexer(house.projections)
        self._tasks: list[asyncio.Task[None]] = []
        self._resting = 0
        self._told_live: int | None = None
        self._newest = 0
        self._doubted_at = -_DOUBT_SECONDS
        self._is_doubted = False
        database.hear(self._committed)

    def _committed(self, units: list[WritingUnit]) -> None:
        newest = max((unit.fed for unit in units), default=0)
        recorded = any(unit.events for unit in units)
        if newest or recorded:
            try:
                self._loop.call_soon_threadsafe(self._wake, newest, recorded)
            except RuntimeError:  # the loop has ended; the next start reads on
                return

    def _wake(self, newest: int, recorded: bool) -> None:
        if newest:
            self._newest = max(self._newest, newest)
            self._index_woken.set()
            self._live_woken.set()
        if recorded:
            self._ledger_woken.set()

    async def start(self) -> None:
        """Open (or rebuild) the index and follow all three feeds."""
        opened().doubt = lambda: self._loop.call_soon_threadsafe(self._doubt)
        followers = (self._follow_index, self._follow_live, self._follow_ledger)
        self._tasks = [self._loop.create_task(self._keep(one), name=one.__name__) for one in followers]

    def _doubt(self) -> None:
        """A search found the index broken: look at its files, at most twice a minute."""
        if clock.monotonic() - self._doubted_at >= _DOUBT_SECONDS:
            self._doubted_at, self._is_doubted = clock.monotonic(), True
            self._index_woken.set()

    async def _keep(self, follow: Callable[[], Awaitable[None]]) -> None:
        """Follow a feed for ever: after a failure (a full disk, say) go on from its cursor."""
        while True:
            try:
                await follow()
            except Exception as error:
                telemetry.log("feed_failed", level=40, error=error, feed=follow.__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def stop(self) -> None:
        """Stop following; the index commit and the reaction that are under way are finished."""
        self._ending.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=True)
        self._listening.shutdown(wait=True)

    async def idle(self) -> bool:
        """Wait until all three have caught up, and whether they had not: for tests and commands that want an end."""
        was_behind = self._resting < len(self._tasks) or self._is_woken()
        self._hurried.set()
        while self._resting < len(self._tasks) or self._is_woken():  # noqa: ASYNC110 -- three readers at once
            await asyncio.sleep(0.005)
        self._hurried.clear()
        return was_behind

    def _is_woken(self) -> bool:
        return self._index_woken.is_set() or self._live_woken.is_set() or self._ledger_woken.is_set()

    async def _rest(self, woken: asyncio.Event) -> None:
        self._resting += 1
        try:
            await woken.wait()
        finally:
            self._resting -= 1
        woken.clear()

    async def _follow_index(self) -> None:
        if not opened().has_index:
            await self._on_index_thread(self.indexer.open)
        while True:
            if self._is_doubted:
                self._is_doubted = False
                await self._reopen()
            if not await self._step_index():
                await self._rest_index()
            if not self.indexer.has_more:
                await self._gather()

    async def _gather(self) -> None:
        """Let more be committed before the next step, unless somebody waits for the end."""
        seconds = _BUSY_SECONDS if self.indexer.taken > _FEW else _GATHER_SECONDS
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), seconds)

    async def _step_index(self) -> bool:
        """One step; one that fails again and again is done carefully, so that a poisonous row holds up nobody else."""
        for pause in _PAUSES_SECONDS:
            try:
                return await self._on_index_thread(self.indexer.step)
            except IndexDamaged as error:
                telemetry.log("index_broken", level=40, error=error)
                await self._reopen()
            except Exception as error:
                telemetry.log("index_failed", level=40, error=error)
                await asyncio.sleep(pause)
        return await self._on_index_thread(self.indexer.step_carefully)

    async def _reopen(self) -> None:
        """Open the index anew; what is damaged is built again."""
        await self._on_index_thread(opened().drop_index)
        await self._on_index_thread(self.indexer.open)

    async def _on_index_thread(self, fn: Callable[[], T]) -> T:
        return await self._loop.run_in_executor(self._pool, contextvars.copy_context().run, fn)

    async def _rest_index(self) -> None:
        """Rest; when nothing comes for a while, let go of the memory that writing takes."""
        resting = self._loop.create_task(self._rest(self._index_woken))
        try:
            done, _ = await asyncio.wait({resting}, timeout=_PAUSE_SECONDS)
            if not done:
                await self._on_index_thread(self.indexer.idle)
            await resting
        finally:
            resting.cancel()

    async def _follow_live(self) -> None:
        if self._told_live is None:
            self._told_live = await read(lambda: changes.newest(reading_connection()))
        while True:
            if found := await self._changes_for_browsers(self._told_live):
                for change in found:
                    hub.publish(("live", change.org_id), change)
                self._told_live = found[-1].sequence
                await asyncio.sleep(_TELL_SECONDS)
            else:
                await self._rest(self._live_woken)

    async def _changes_for_browsers(self, since: int) -> list[Change]:
        """What changed since; what nobody watches is not read."""
        if not hub.has_listeners("live"):
            self._told_live = max(since, self._newest)
            return []
        return await read(_changes_of, since, tuple(self._house.visible))

    async def _follow_ledger(self) -> None:
        listeners = self._house.listeners
        while True:
            if await self._loop.run_in_executor(self._listening, listen, listeners, self._ending):
                await asyncio.sleep(_LISTEN_SECONDS)
            else:
                await self._rest(self._ledger_woken)


def _changes_of(since: int, kinds: tuple[str, ...]) -> list[Change]:
    return changes.after(reading_connection(), since, kinds)
