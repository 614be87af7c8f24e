"""Chores of deployments."""

from appliance.kernel import clock
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.chat.deployments import actions
from appliance.rooms.chat.deployments.queries import of_deployments
from appliance.store.database import write_now

KEPT_MS = 30 * clock.DAY
BATCH = 50


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of deployments' keys."""
    if of_deployments.are_waiting:
        write_now(of_deployments.write)


@job(lane=Lane.NIGHT, tries=3, limit_seconds=3600)
def forget_runs() -> None:
    """Remove what was asked and answered in runs of more than thirty days ago."""
    while write_now(actions.forget_runs, clock.now_ms() - KEPT_MS, BATCH):
        pass


EVERY_MINUTE = Recurring("deployments.write_uses", write_uses, seconds=60)
NIGHTLY = Recurring("deployments.forget_runs", forget_runs, at="03:55")
