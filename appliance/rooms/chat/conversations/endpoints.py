"""The door to my conversations."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.chat.conversations import actions, queries
from appliance.rooms.chat.conversations.events import ConversationRemoved
from appliance.rooms.chat.conversations.shapes import (
    ConversationFilter,
    ConversationView,
    MessageFilter,
    MessageView,
)
from appliance.rooms.chat.conversations.tables import Conversation

door = Door("conversations", about="My conversations with the appliance")

_ONE = "/api/conversations/{id:cnv}"


@door.get(
    "/api/conversations", also=["/api/v1/conversations", "/api/chat/get-user-chat-sessions"], access=VIEWER, mode=READ
)
def list_conversations(where: ConversationFilter, page: PageAsk, *, actor: Actor) -> Page[ConversationView]:
    """List my conversations and those shared with me, the latest first."""
    rows = queries.conversations(where, page, seen_by=actor)
    return rows.map(lambda conversation: ConversationView.of(conversation, actor))


@door.get(_ONE, also=["/api/v1/conversations/{id:cnv}"], access=VIEWER, mode=READ, target=queries.conversation)
def read_conversation(conversation: Conversation, *, actor: Actor) -> ConversationView:
    """Read a conversation of mine, or one shared with me."""
    return ConversationView.of(conversation, actor)


@door.get(
    f"{_ONE}/messages", also=["/api/v1/conversations/{id:cnv}/messages"], access=VIEWER, mode=READ,
    target=queries.conversation,
)  # fmt: skip
def list_messages(
    conversation: Conversation, where: MessageFilter, page: PageAsk, *, actor: Actor
) -> Page[MessageView]:
    """List the messages of a conversation of mine, or of one shared with me, oldest first."""
    rows = queries.messages(conversation, where, page, seen_by=actor)
    views = iter(queries.shown(rows.data, conversation, seen_by=actor))
    return rows.map(lambda _: next(views))


@door.delete(
    _ONE, also=["/api/v1/conversations/{id:cnv}"], access=VIEWER, mode=WRITE, target=queries.conversation,
    can="conversations:remove", emits=[ConversationRemoved],
)  # fmt: skip
def remove_conversation(conversation: Conversation, *, actor: Actor) -> None:
    """Remove one of my conversations. It is gone at once and purged after the retention."""
    actions.remove_conversation(conversation, by=actor)
