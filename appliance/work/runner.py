"""Lanes: claim, run, finish. A waiting lane costs nothing: commits wake it, timers only what comes due later."""

import asyncio
import contextvars
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from appliance.kernel import clock, current, telemetry
from appliance.kernel.actor import Actor, Role
from appliance.kernel.assembly import House
from appliance.kernel.job import GiveUp, Job, Lane, Run, running
from appliance.kernel.problem import StorageFull
from appliance.store import changes, queue, reserve
from appliance.store.database import Database, read, write
from appliance.store.queue import QueuedJob
from appliance.store.unit import WritingUnit, reading_connection, writing_connection
from appliance.work import parking

_CORES = len(os.sched_getaffinity(0))
WIDTHS = {
    Lane.QUICK: 4,
    Lane.MODEL: 512,
    Lane.PARSE: 2 * min(max(_CORES, 2), 8),  # half of them wait for the disk; the sandbox bounds who reads at once
    Lane.EMBED: 1,
    Lane.INDEX: 1,
    Lane.NIGHT: 1,
    Lane.WATCH: 2,
}
_LONGEST_WAIT_SECONDS = 3600.0
_FULL_SECONDS = 1.0
_CRASHES = 10  # a job that takes the process down must not do so for ever; an orderly stop does not count


class Runner:
    """Runs the house's jobs on the event loop (model lane) and on threads (every other lane)."""

    def __init__(self, house: House, database: Database) -> None:
        self._jobs = house.jobs | {changes.PARKED: parking.feed_again}
        self._lanes = {lane: _Lane(lane, self._run) for lane in Lane}
        self._loop = asyncio.get_running_loop()
        self._opening: asyncio.Task[None] | None = None
        database.hear(self._committed)

    def _committed(self, units: list[WritingUnit]) -> None:
        lanes = {lane for unit in units for lane in unit.lanes}
        if lanes:
            try:
                self._loop.call_soon_threadsafe(self._wake, lanes)
            except RuntimeError:  # the loop has ended; the next start runs what waits
                return

    def _wake(self, lanes: set[str]) -> None:
        for lane in lanes:
            self._lanes[Lane(lane)].wake()

    async def start(self) -> None:
        """Put back what an earlier process left running and open the lanes; on a full disk once there is room."""
        self._opening = self._loop.create_task(self._open(), name="opening of the lanes")
        opened, _ = await asyncio.wait({self._opening}, timeout=_FULL_SECONDS)
        for task in opened:
            task.result()

    async def _open(self) -> None:
        await _told(lambda: queue.recover(writing_connection()))
        for lane in self._lanes.values():
            lane.start()

    async def stop(self, seconds: float) -> None:
        """Claim no more; give running jobs this long, then return the model lane's to the queue."""
        if self._opening is not None:
            self._opening.cancel()
        await asyncio.gather(*(lane.stop(seconds) for lane in self._lanes.values()))

    async def idle(self) -> None:
        """Wait until no lane has anything running or due: for tests and for commands that want an end."""
        while not all([await lane.is_idle() for lane in self._lanes.values()]):  # noqa: ASYNC110 -- no single event
            await asyncio.sleep(0.005)

    async def _run(self, job: QueuedJob, pool: ThreadPoolExecutor | None) -> None:
        declared = self._jobs.get(job.name)
        run = _enter(job)
        try:
            if declared is None:
                raise GiveUp(f"no job is called {job.name}")  # noqa: TRY301 -- buried like every other failure
            if job.attempt > job.tries + _CRASHES:
                raise GiveUp("the process ended again and again while this ran")  # noqa: TRY301
            await _perform(declared, job, pool)
        except asyncio.CancelledError:
            await asyncio.shield(write(lambda: queue.give_back(writing_connection(), job.id)))
            raise
        except Exception as error:
            telemetry.log("job_failed", level=30, error=error, job=job.name, id=job.id, attempt=job.attempt)
            await _failed(declared, job, error)
        else:
            if not run.is_done:
                await _told(lambda: queue.finish(writing_connection(), job.id))


async def _failed(declared: Job | None, job: QueuedJob, error: Exception) -> None:
    """Write the failure. A burial whose last words fail is a burial still."""
    try:
        await _told(_fail, declared, job, error)
    except Exception as worse:
        telemetry.log("burial_failed", level=40, error=worse, job=job.name, id=job.id)
        await _told(_fail, None, job, error)


async def _told(outcome: Callable[..., object], *args: object) -> None:
    """Write how a job ended. On a full disk wait for room: a job whose end is lost would hang until the next start."""
    while True:
        try:
            await write(outcome, *args)
        except StorageFull:
            await asyncio.sleep(_FULL_SECONDS)
        else:
            return


def _enter(job: QueuedJob) -> Run:
    """The context of a job: it acts for whoever enqueued it, as the house."""
    current.actor.set(Actor(id=job.actor_id or "system", org_id=job.org_id, role=Role.ADMIN, kind="system"))
    current.request_id.set(job.id)
    run = Run(job.id)
    running.set(run)
    return run


async def _perform(declared: Job, job: QueuedJob, pool: ThreadPoolExecutor | None) -> None:
    async with asyncio.timeout(declared.limit_seconds):
        if pool is None:
            await declared.body(**job.args)
        else:
            context = contextvars.copy_context()
            running = asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(declared.body, **job.args))
            await asyncio.shield(running)  # a thread cannot be stopped; whoever waits for it can


def _fail(declared: Job | None, job: QueuedJob, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"
    buried = queue.fail(writing_connection(), job, text, final=isinstance(error, GiveUp))
    if buried and declared is not None and declared.on_buried is not None:
        declared.on_buried(error=text, **job.args)


class _Lane:
    """One queue with a width, and the task that fills it."""

    def __init__(self, lane: Lane, run: Callable[[QueuedJob, ThreadPoolExecutor | None], Any]) -> None:
        self._lane, self._run = lane, run
        self._width = WIDTHS[lane]
        self._pool = None if lane is Lane.MODEL else ThreadPoolExecutor(self._width, thread_name_prefix=lane)
        self._woken = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._is_looking = False
        self._has_more = False
        self._filler: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._woken.set()
        self._filler = asyncio.get_running_loop().create_task(self._fill(), name=f"lane {self._lane}")

    def wake(self) -> None:
        self._woken.set()

    async def is_idle(self) -> bool:
        due = await self._due()
        is_busy = self._is_looking or bool(self._running) or self._woken.is_set()
        return not is_busy and (due is None or due > clock.now_ms())

    async def _due(self) -> int | None:
        return await read(lambda: queue.next_due(reading_connection(), self._lane))

    async def _fill(self) -> None:
        while True:
            self._is_looking = True
            self._woken.clear()
            for job in await self._claim():
                task = asyncio.get_running_loop().create_task(self._run(job, self._pool), name=f"{job.name} {job.id}")
                self._running.add(task)
                task.add_done_callback(self._done)
            await self._wait(await self._due() if len(self._running) < self._width else None)

    async def _claim(self) -> list[QueuedJob]:
        free = self._width - len(self._running)
        if not free or not (self._has_more or await self._is_due()):
            return []
        if reserve.is_out() and self._lane is not Lane.NIGHT:  # purges and sweeps make room; nothing else does
            return await self._later()
        try:
            claimed = await write(lambda: queue.claim(writing_connection(), self._lane, free, clock.HOUR))
        except StorageFull:
            return await self._later()
        self._has_more = len(claimed) == free  # then there is no need to ask first the next time
        return claimed

    async def _is_due(self) -> bool:
        due = await self._due()
        return due is not None and due <= clock.now_ms()

    async def _later(self) -> list[QueuedJob]:
        """Nothing now; look again when there may be room."""
        await asyncio.sleep(_FULL_SECONDS)
        self._woken.set()
        return []

    async def _wait(self, due: int | None) -> None:
        seconds = _LONGEST_WAIT_SECONDS if due is None else max((due - clock.now_ms()) / 1000, 0.001)
        self._is_looking = False
        try:
            async with asyncio.timeout(min(seconds, _LONGEST_WAIT_SECONDS)):
                await self._woken.wait()
        except TimeoutError:
            return

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            telemetry.log("job_lost", level=40, error=error, task=task.get_name())

    async def stop(self, seconds: float) -> None:
        if self._filler is not None:
            self._filler.cancel()
        if self._pool is None:
            for task in self._running:
                task.cancel()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=seconds)
            for task in late:
                task.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
