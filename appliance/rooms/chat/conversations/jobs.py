"""Chores of conversations."""

from appliance.kernel import clock
from appliance.kernel.job import Lane, job
from appliance.rooms.chat.conversations import actions, queries
from appliance.store.database import write_now

RETENTION_MS = 30 * clock.DAY
BATCH = 50


@job(Lane.NIGHT, tries=3, limit_seconds=3600)
def purge_conversations() -> None:
    """Delete for good the conversations that were removed thirty days ago."""
    while write_now(_purge_some):
        pass


def _purge_some() -> int:
    due = queries.removed_before(clock.now_ms() - RETENTION_MS, BATCH)
    for conversation in due:
        actions.purge(conversation)
    return len(due)
