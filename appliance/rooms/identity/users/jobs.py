"""Chores of users."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.kernel.telemetry import USERS_ACTIVE
from appliance.rooms.identity.users import actions, queries
from appliance.store.database import write_now


@job(lane=Lane.NIGHT)
def erase_removed() -> None:
    """Blank the personal data of people who were removed more than 30 days ago."""
    write_now(actions.erase_removed)


NIGHTLY = Recurring("users.erase_removed", erase_removed, at="03:40")


def gauge() -> None:
    """Refresh the number of enabled people."""
    USERS_ACTIVE.set(queries.seats_taken())
