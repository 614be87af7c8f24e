"""What can happen to a conversation. The words said in it are never part of the ledger."""

from appliance.kernel.event import Event


class ConversationOpened(Event):
    conversation_id: str
    agent_id: str | None


class ConversationRemoved(Event):
    conversation_id: str


class ConversationPurged(Event):
    conversation_id: str
    message_count: int
