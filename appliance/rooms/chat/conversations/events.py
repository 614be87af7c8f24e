"""What can happen to a conversation. The words said in it are never part of the ledger."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class ConversationOpened(Event):
    conversation_id: str
    agent_id: str | None


@dataclass(frozen=True)
class ConversationRemoved(Event):
    conversation_id: str


@dataclass(frozen=True)
class ConversationPurged(Event):
    conversation_id: str
    message_count: int
