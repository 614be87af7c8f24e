"""Chores of keys."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.keys.uses import of_keys
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of keys."""
    if of_keys.are_waiting:
        write_now(of_keys.write)


EVERY_MINUTE = Recurring("keys.write_uses", write_uses, seconds=60)
