"""Chores of embedding sources."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.knowledge.embedding import actions
from appliance.store.database import write_now


@job(Lane.NIGHT)
def forget_unused() -> None:
    """Forget the sources that nobody wants and nothing is served by."""
    write_now(actions.forget_unused)


NIGHTLY = Recurring("embedding.forget_unused", forget_unused, at="03:53")
