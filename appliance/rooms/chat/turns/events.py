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
    message_id: str
    conversation_id: str
    outcome: str
    model: str | None
