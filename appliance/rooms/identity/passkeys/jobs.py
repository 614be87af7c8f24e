"""Chores of passkeys."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.passkeys import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete questions that nobody answered."""
    write_now(actions.forget_old)


NIGHTLY = Recurring("passkeys.forget_old", forget_old, at="03:52")
