"""Chores of licensing."""

from appliance.kernel.clock import MINUTE, SECOND
from appliance.kernel.job import Lane, Recurring, job
from appliance.kernel.telemetry import LICENSE_ACTIVE, LICENSE_EXPIRES, MESSAGES_MONTH
from appliance.rooms.licensing import actions, queries, refreshing
from appliance.rooms.licensing.tiers import tiers
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def remember() -> None:
    """Keep the latest time ever seen and the features licensed now."""
    write_now(actions.remember)


@job(lane=Lane.MODEL)
async def refresh() -> None:
    """Ask the refresh address for a newer licence, where one is configured and its time has come."""
    await refreshing.refresh_when_due()


REFRESHES = Recurring("licensing.refresh", refresh, seconds=60 * MINUTE // SECOND)
HOURLY = Recurring("licensing.remember", remember, seconds=60 * MINUTE // SECOND)


def at_start() -> None:
    """Remember once before the first request, so that a clock set back while the machine was off is seen."""
    write_now(actions.remember)


def gauge() -> None:
    """Refresh the metrics of the licence."""
    found, now = queries.sourced(queries.IN_UNIT), queries.standing()
    for tier in tiers().order:
        LICENSE_ACTIVE.labels(tier).set(tier == now.tier)
    LICENSE_EXPIRES.set(found.claims.ends_at / 1000 if found.claims else 0)
    MESSAGES_MONTH.set(queries.messages_used())
