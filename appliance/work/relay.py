"""After each commit: the search index follows the changes, listeners follow the ledger, browsers are told.

Each reader has its own cursor, so delivery is at least once and goes on where it was after a crash.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.kernel import current, telemetry
from appliance.kernel.actor import system
from appliance.kernel.assembly import House
from appliance.kernel.hub import hub
from appliance.kernel.problem import StorageFull
from appliance.kernel.room import Listener
from appliance.store import changes, cursors, ledger, opened
from appliance.store.changes import Change
from appliance.store.database import Database, read, read_now, write_now
from appliance.store.search import IndexDamaged
from appliance.store.unit import WritingUnit, reading_connection, writing_connection
from appliance.work.indexer import Indexer

_GATHER_SECONDS = 0.15  # what is committed within this time goes into one commit of the index
_PAUSE_SECONDS = 5.0
_PAUSES_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.4)  # together under a second: whatever else changed waits as long
_TRIES = 5
T = TypeVar("T")


class Relay:
    """Wakes the three readers of what was committed."""

    def __init__(self, house: House, database: Database) -> None:
        self._house = house
        self._loop = asyncio.get_running_loop()
        self._index_woken, self._live_woken, self._ledger_woken = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="index")
        self.indexer = Indexer(house.projections)
        self._tasks: list[asyncio.Task[None]] = []
        self._resting = 0
        self._told_live: int | None = None
        database.hear(self._committed)

    def _committed(self, units: list[WritingUnit]) -> None:
        fed = any(unit.fed for unit in units)
        recorded = any(unit.events for unit in units)
        if fed or recorded:
            try:
                self._loop.call_soon_threadsafe(self._wake, fed, recorded)
            except RuntimeError:  # the loop has ended; the next start reads on
                return

    def _wake(self, fed: bool, recorded: bool) -> None:
        if fed:
            self._index_woken.set()
            self._live_woken.set()
        if recorded:
            self._ledger_woken.set()

    async def start(self) -> None:
        """Open (or rebuild) the index and follow all three feeds."""
        followers = (self._follow_index, self._follow_live, self._follow_ledger)
        self._tasks = [self._loop.create_task(self._keep(one), name=one.__name__) for one in followers]

    async def _keep(self, follow: Callable[[], Awaitable[None]]) -> None:
        """Follow a feed for ever: after a failure (a full disk, say) go on from its cursor."""
        while True:
            try:
                await follow()
            except Exception as error:
                telemetry.log("feed_failed", level=40, error=error, feed=follow.__name__)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def stop(self) -> None:
        """Stop following; the index commit that is under way is finished."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=True)

    async def idle(self) -> None:
        """Wait until all three have caught up: for tests and for commands that want an end."""
        while self._resting < len(self._tasks) or self._is_woken():  # noqa: ASYNC110 -- three readers at once
            await asyncio.sleep(0.005)

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
            if not await self._step_index():
                await self._rest_index()
                await asyncio.sleep(_GATHER_SECONDS)

    async def _step_index(self) -> bool:
        """One step; one that fails again and again is done carefully, so that a poisonous row holds up nobody else."""
        for pause in _PAUSES_SECONDS:
            try:
                return await self._on_index_thread(self.indexer.step)
            except IndexDamaged as error:
                telemetry.log("index_broken", level=40, error=error)
                await self._on_index_thread(opened().drop_index)
                await self._on_index_thread(self.indexer.open)
            except Exception as error:
                telemetry.log("index_failed", level=40, error=error)
                await asyncio.sleep(pause)
        return await self._on_index_thread(self.indexer.step_carefully)

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
            found = await read(_changes_for_browsers, self._told_live, tuple(self._house.visible))
            for change in found:
                hub.publish(("live", change.org_id), change)
            if found:
                self._told_live = found[-1].sequence
            else:
                await self._rest(self._live_woken)

    async def _follow_ledger(self) -> None:
        listeners = self._house.listeners
        while True:
            behind = [await self._loop.run_in_executor(None, _listen, one) for one in listeners]
            if not any(behind):
                await self._rest(self._ledger_woken)


def _changes_for_browsers(since: int, kinds: tuple[str, ...]) -> list[Change]:
    return changes.after(reading_connection(), since, kinds)


def _listen(listener: Listener) -> bool:
    """Let one listener react to the next entries; True when there may be more."""
    since = read_now(lambda: cursors.get(reading_connection(), _cursor(listener))) or 0
    entries = read_now(lambda: ledger.after(reading_connection(), since, 100))
    for entry in entries:
        if entry.name in listener.events:
            _react(listener, entry)
    if entries:
        write_now(_move, listener, entries[-1])
    return bool(entries)


def _cursor(listener: Listener) -> str:
    return f"listener:{listener.name}"


def _move(listener: Listener, entry: ledger.Entry) -> None:
    cursors.put(writing_connection(), _cursor(listener), entry.sequence)


def _react(listener: Listener, entry: ledger.Entry) -> None:
    """One unit per event, the cursor with it. An event that fails again and again is parked with an alarm.

    A full disk is no failure of the event: StorageFull goes out, and the listener goes on here once there is room.
    """

    def unit() -> None:
        listener.react(entry)
        _move(listener, entry)

    current.actor.set(system(entry.org_id))
    for attempt in range(1, _TRIES + 1):
        try:
            write_now(unit)
        except StorageFull:
            raise
        except Exception as error:
            telemetry.log("listener_failed", level=40, error=error, listener=listener.name, sequence=entry.sequence)
            if attempt == _TRIES:
                telemetry.log("listener_parked", level=40, listener=listener.name, sequence=entry.sequence)
        else:
            return
