"""Chores of SAML."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.saml import actions
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def forget_begun() -> None:
    """Delete sign-ins that nobody ended."""
    write_now(actions.forget_begun)


NIGHTLY = Recurring("saml.forget_begun", forget_begun, at="03:49")
