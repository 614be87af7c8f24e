"""What can happen to a turn. Neither question nor answer is part of the ledger."""

from appliance.kernel.event import Event


class TurnAsked(Event):
    message_id: str
    conversation_id: str
    agent_id: str | None


class TurnCancelled(Event):
    message_id: str
    conversation_id: str


class TurnEnded(Event):
    """An answer ended. `outcome` is the message's state, `took_ms` the time since the question."""

    message_id: str
    conversation_id: str
    agent_id: str | None
    outcome: str
    model: str | None
    took_ms: int
