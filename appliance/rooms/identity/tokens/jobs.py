"""Chores of tokens."""

from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.identity.tokens.queries import of_tokens
from appliance.store.database import write_now


@job(lane=Lane.QUICK)
def write_uses() -> None:
    """Write the last use of tokens."""
    if of_tokens.are_waiting:
        write_now(of_tokens.write)


EVERY_MINUTE = Recurring("tokens.write_uses", write_uses, seconds=60)
