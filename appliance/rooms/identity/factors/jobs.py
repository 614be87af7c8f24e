"""Chores of second factors."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.factors import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete sign-ins whose second step never came."""
    write_now(actions.forget_old)


NIGHTLY = Recurring("factors.forget_old", forget_old, at="03:50")
