"""Chores of bots."""

from appliance.kernel import clock
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.chat.bots import actions
from appliance.rooms.chat.bots.queries import of_bot_keys
from appliance.store.database import write_now

IDLE_MS = 90 * clock.DAY
BATCH = 50


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of bots' keys."""
    if of_bot_keys.are_waiting:
        write_now(of_bot_keys.write)


@job(lane=Lane.NIGHT, tries=3, limit_seconds=3600)
def forget_sessions() -> None:
    """Forget the sessions in which nothing was said for ninety days."""
    while write_now(actions.forget_idle, clock.now_ms() - IDLE_MS, BATCH):
        pass


EVERY_MINUTE = Recurring("bots.write_uses", write_uses, seconds=60)
NIGHTLY = Recurring("bots.forget_sessions", forget_sessions, at="03:50")
