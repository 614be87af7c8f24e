"""Chores of directories."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.directory import sync


@job(lane=Lane.NIGHT)
def look_into_directories() -> None:
    """Suspend who left the company's directory, and renew the groups of the others."""
    sync.every()


HOURLY = Recurring("directory.look_into_directories", look_into_directories, seconds=3600)
