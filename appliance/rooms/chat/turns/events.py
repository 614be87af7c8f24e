"""What can happen to a turn. Neither question nor answer is part of the ledger."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class TurnAsked(Event):
    message_id: str
    conversation_id: str
    agent_id: str | None


@dataclass(frozen=True)
class TurnCancelled(Event):
    message_id: str
    conversation_id: str


@dataclass(frozen=True)
class TurnEnded(Event):
    """An answer ended. `outcome` is the message's state, `took_ms` the time since the question."""

    message_id: str
    conversation_id: str
    agent_id: str | None
    outcome: str
    model: str | None
    took_ms: int
