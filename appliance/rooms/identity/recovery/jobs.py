"""Chores of recovery."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.recovery import actions
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def answer(id: str) -> None:
    """Write to somebody who forgot a password, if there is somebody."""
    write_now(actions.answer, id)


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete links that are over."""
    write_now(actions.forget_old)


NIGHTLY = Recurring("recovery.forget_old", forget_old, at="03:57")
