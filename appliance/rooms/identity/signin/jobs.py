"""Chores of signing in."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.signin import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_erased() -> None:
    """Delete pictures and second factors of people who are gone."""
    write_now(actions.forget_erased)


NIGHTLY = Recurring("signin.forget_erased", forget_erased, at="03:55")
