"""Chores of sessions."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.sessions import actions, touches
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def write_touches() -> None:
    """Write the last use of sessions."""
    if touches.waiting():
        write_now(actions.write_touches)


@job(lane=Lane.NIGHT)
def forget_old() -> None:
    """Delete sessions that ended long ago."""
    write_now(actions.forget_old)


EVERY_MINUTE = Recurring("sessions.write_touches", write_touches, seconds=60)
NIGHTLY = Recurring("sessions.forget_old", forget_old, at="03:45")
