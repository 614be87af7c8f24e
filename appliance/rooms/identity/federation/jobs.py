"""Chores of federation."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.federation import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_spent() -> None:
    """Forget what was used once and would have run out by now."""
    write_now(actions.forget_spent)


NIGHTLY = Recurring("federation.forget_spent", forget_spent, at="03:47")
