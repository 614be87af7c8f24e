"""A conversation is a row of messages between one owner and the appliance.

Turns open it and write into it; it is read and removed here. A removed one is purged after the retention.
Nobody but its owner finds it, and whom the owner lets read it.
"""

from appliance.rooms.chat.conversations.actions import (
    Ending,
    add_message,
    blank_quotes,
    finish,
    flush,
    open_conversation,
    remove_conversation,
)
from appliance.rooms.chat.conversations.events import ConversationPurged, ConversationRemoved
from appliance.rooms.chat.conversations.queries import answer, conversation, history, is_open
from appliance.rooms.chat.conversations.shapes import CitationView, FailureView, MessageView, UsageView
from appliance.rooms.chat.conversations.tables import Author, Conversation, Message, State

__all__ = [
    "Author", "CitationView", "Conversation", "ConversationPurged", "ConversationRemoved", "Ending", "FailureView",
    "Message", "MessageView", "State", "UsageView", "add_message", "answer", "blank_quotes", "conversation", "finish",
    "flush", "history", "is_open", "open_conversation", "remove_conversation",
]  # fmt: skip
