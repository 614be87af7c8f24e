"""After each commit: the search index follows the changes, listeners follow the ledger, browsers are told.

Each reader has its own cursor, so delivery is at least once and goes on where it was after a crash.
"""

import asyncio
import contextlib
import contextvars
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from appliance.kernel import clock, current, telemetry
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
_DOUBT_SECONDS = 30.0
_TOGETHER = 20  # events that a listener reacts to in one unit: enough to keep up, few enough to let others in
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
        self._doubted_at = -_DOUBT_SECONDS
        self._is_doubted = False
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

    async def idle(self) -> None:
        """Wait until all three have caught up: for tests and for commands that want an end."""
        self._hurried.set()
        while self._resting < len(self._tasks) or self._is_woken():  # noqa: ASYNC110 -- three readers at once
            await asyncio.sleep(0.005)
        self._hurried.clear()

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
                await self._gather()

    async def _gather(self) -> None:
        """Let more be committed before the next step, unless somebody waits for the end."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), _GATHER_SECONDS)

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
            if not await self._loop.run_in_executor(self._listening, _listen, listeners, self._ending):
                await self._rest(self._ledger_woken)


def _changes_for_browsers(since: int, kinds: tuple[str, ...]) -> list[Change]:
    return changes.after(reading_connection(), since, kinds)


def _listen(listeners: Sequence[Listener], ending: threading.Event) -> bool:
    """Let the listeners react to the next entries; True when there may be more. Those that stand together read once.

    At the end of the process it stops between two reactions; the next start goes on there.
    """
    places = read_now(_places, listeners)
    found = [_advance(since, together, ending) for since, together in places.items()]
    return any(found)


def _places(listeners: Sequence[Listener]) -> dict[int, list[Listener]]:
    connection, places = reading_connection(), defaultdict(list)
    for listener in listeners:
        places[cursors.get(connection, _cursor(listener)) or 0].append(listener)
    return places


def _advance(since: int, listeners: Sequence[Listener], ending: threading.Event) -> bool:
    entries = read_now(lambda: ledger.after(reading_connection(), since, 100))
    for listener in listeners:
        wanted = [entry for entry in entries if entry.name in listener.events and not entry.is_blank]
        for at in range(0, len(wanted), _TOGETHER):
            if ending.is_set():
                return False
            _react(listener, wanted[at : at + _TOGETHER])
    if entries:
        write_now(_move, listeners, entries[-1])
    return bool(entries)


def _cursor(listener: Listener) -> str:
    return f"listener:{listener.name}"


def _move(listeners: Sequence[Listener], entry: ledger.Entry) -> None:
    for listener in listeners:
        cursors.put(writing_connection(), _cursor(listener), entry.sequence)


def _react(listener: Listener, entries: Sequence[ledger.Entry]) -> None:
    """Some events in one unit, the cursor with them; when that fails each in its own, so that one spoils no other.

    An event that fails again and again is parked with an alarm. A full disk is no failure of the event: StorageFull
    goes out, and the listener goes on here once there is room.
    """
    if len(entries) > 1:
        try:
            write_now(_unit, listener, entries)
        except StorageFull:
            raise
        except Exception:  # noqa: S110 -- the events are taken one by one below, and the one that fails is told of
            pass
        else:
            return
    for entry in entries:
        _react_alone(listener, entry)


def _react_alone(listener: Listener, entry: ledger.Entry) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            write_now(_unit, listener, [entry])
        except StorageFull:
            raise
        except Exception as error:
            telemetry.log("listener_failed", level=40, error=error, listener=listener.name, sequence=entry.sequence)
            if attempt == _TRIES:
                telemetry.log("listener_parked", level=40, listener=listener.name, sequence=entry.sequence)
        else:
            return


def _unit(listener: Listener, entries: Sequence[ledger.Entry]) -> None:
    for entry in entries:
        current.actor.set(system(entry.org_id))
        listener.react(entry)
    _move([listener], entries[-1])
