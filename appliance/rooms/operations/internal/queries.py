"""Reads for sidecars."""

from appliance import __version__
from appliance.kernel import clock
from appliance.rooms import licensing
from appliance.rooms.identity.users.queries import is_bootstrapped
from appliance.rooms.operations.health import queries as health
from appliance.rooms.operations.internal.shapes import StatusView
from appliance.store import opened, queue
from appliance.store.unit import reading_connection

started: list[int] = []
"""When the process started, in milliseconds; set at start."""


def note_start() -> None:
    """Remember when the process started."""
    started[:] = [clock.now_ms()]


def status() -> StatusView:
    """Readiness with its reasons, version, tier, and what waits in the queue."""
    ready, began = health.ready(), started[0]
    jobs: dict[str, dict[str, int]] = {}
    for (lane, state), count in queue.counts(reading_connection()).items():
        jobs.setdefault(lane, {})[state] = count
    return StatusView(
        status=ready.status, reasons=ready.reasons, version=__version__,
        tier=licensing.standing(opened().database.raw).tier, bootstrapped=is_bootstrapped(), started_at=began,
        uptime_seconds=max(clock.now_ms() - began, 0) // clock.SECOND, jobs=jobs,
    )  # fmt: skip
