"""The chores of watched folders: looking at each of them again and again, a slice at a time."""

from appliance.kernel import clock, telemetry
from appliance.kernel.job import Lane, Recurring, enqueue, job
from appliance.rooms.knowledge.folders import actions, looks, rounds, silence
from appliance.rooms.knowledge.folders.tables import WatchedFolder
from appliance.store import queue
from appliance.store.database import read_now, write_now
from appliance.store.unit import writing_connection

BUSY_MS = 1_000
_looking: set[str] = set()
"""Folders that are being looked at: two jobs for one, of the schedule and by hand, become one here."""


def _come_again(folder_id: str, error: str) -> None:
    """A look that failed in a way nobody foresaw is noted, and the next one comes all the same."""
    telemetry.log("folder_scan_failed", level=40, folder=folder_id, reason=error)
    if WatchedFolder.get_or_none(WatchedFolder.id == folder_id) is not None:
        again(folder_id, looks.refuse(folder_id, "internal_error"))


@job(Lane.WATCH, tries=3, limit_seconds=3_600, on_buried=_come_again)
def scan(folder_id: str) -> None:
    """Look at a watched folder and say when to look again."""
    if folder_id in _looking:
        write_now(again, folder_id, BUSY_MS)
        return
    _looking.add(folder_id)
    try:
        with silence.listened_to(folder_id):
            pause_ms = rounds.step(folder_id)
    finally:
        _looking.discard(folder_id)
    if pause_ms is not None:
        write_now(again, folder_id, pause_ms)


@job(Lane.QUICK)
def follow() -> None:
    """Bring the watched folders into line with the settings, and see that each of them is looked at."""
    write_now(_follow)


def again(folder_id: str, delay_ms: int) -> None:
    """Put the next look into the queue; one that waits already is enough, and comes no later than this."""
    queue.hasten(writing_connection(), scan.name, folder_id, clock.now_ms() + delay_ms)
    enqueue(scan, key=folder_id, delay_ms=delay_ms, folder_id=folder_id)


def at_start() -> None:
    """Read the settings. A machine that watches nothing, and never did, has nothing to write."""
    if actions.named() or read_now(lambda: WatchedFolder.select().exists()):
        write_now(_follow)


def _follow() -> None:
    for folder_id in actions.follow():
        again(folder_id, 0)


LOOK_AFTER = Recurring("folders.follow", follow, seconds=3_600)
