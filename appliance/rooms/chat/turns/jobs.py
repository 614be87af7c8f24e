"""The chore that writes an answer."""

from appliance.kernel import clock
from appliance.kernel.job import Lane, job
from appliance.rooms.chat.turns import endings
from appliance.rooms.chat.turns.answering import answer


def end_buried(message_id: str, error: str) -> None:  # noqa: ARG001 -- the log has the error, the asker is told no inner facts
    """Tell whoever waits that there will be no more."""
    endings.give_up(message_id, "internal")


@job(Lane.MODEL, tries=3, limit_seconds=clock.DAY / clock.SECOND, on_buried=end_buried)
async def run_turn(message_id: str) -> None:
    """Write one answer. It keeps its own time limit."""
    await answer(message_id)
