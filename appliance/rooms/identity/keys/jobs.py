"""Chores of keys."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.keys import actions, uses
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of keys."""
    if uses.waiting():
        write_now(actions.write_uses)


EVERY_MINUTE = Recurring("keys.write_uses", write_uses, seconds=60)
