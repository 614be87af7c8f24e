"""Chores of addresses."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.addresses import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete changes that were never proven."""
    write_now(actions.forget_old)


NIGHTLY = Recurring("addresses.forget_old", forget_old, at="03:54")
