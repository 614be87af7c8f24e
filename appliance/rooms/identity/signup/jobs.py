"""Chores of registration."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.signup import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete registrations whose address was never proven."""
    write_now(actions.forget_old)


NIGHTLY = Recurring("signup.forget_old", forget_old, at="03:56")
