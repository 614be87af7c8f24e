"""Chores of grants."""

from appliance.kernel import clock
from appliance.kernel.job import Lane, enqueue, job
from appliance.rooms.identity.grants.tables import Grant
from appliance.rooms.identity.grants.telling import tell
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def tell_ended(grant_id: str) -> None:
    """Tell open pages that a grant has run out: it held no more from the moment on, and they do not know."""
    write_now(_tell_ended, grant_id)


def _tell_ended(grant_id: str) -> None:
    row = Grant.get_or_none(Grant.id == grant_id)
    if row is not None and row.expires_at is not None and row.expires_at <= clock.now_ms():
        tell(row)


def tell_at_end(row: Grant) -> None:
    """Let the end of a grant be told when it comes. An end that was moved meanwhile tells nothing."""
    if row.expires_at is not None:
        delay = max(0, row.expires_at - clock.now_ms())
        enqueue(tell_ended, key=f"{row.id} {row.expires_at}", delay_ms=delay, grant_id=row.id)
