"""Every read of conversations and messages, narrowed to their owner."""

from typing import Any, cast

from appliance.kernel.actor import Actor
from appliance.kernel.page import PageAsk, Rows
from appliance.rooms.chat.conversations.shapes import ConversationFilter, MessageFilter
from appliance.rooms.chat.conversations.tables import Author, Conversation, Message
from appliance.store.paging import found, paged


def conversation(id: str, *, seen_by: Actor) -> Conversation:
    """My conversation of this id; 404 for anybody else's and for a removed one."""
    return cast("Conversation", found(_mine(seen_by).where(Conversation.id == id), "Conversation"))


def conversations(where: ConversationFilter, page: PageAsk, *, seen_by: Actor) -> Rows[Conversation]:
    """My conversations, the latest first."""
    return paged(_mine(seen_by), Conversation, where, page)


def messages(conversation: Conversation, where: MessageFilter, page: PageAsk, *, seen_by: Actor) -> Rows[Message]:
    """The messages of a conversation, oldest first."""
    mine = _mine(seen_by).select(Conversation.id).where(Conversation.id == conversation.id)
    rows: Any = Message.select().where(Message.conversation_id.in_(mine))
    return paged(rows, Message, where, page)


def answer(id: str, *, seen_by: Actor) -> Message:
    """The answer of this id in a conversation of mine; 404 for questions and for everybody else's."""
    mine = _mine(seen_by).select(Conversation.id)
    query: Any = Message.select().where(
        (Message.id == id) & (Message.role == Author.ASSISTANT) & Message.conversation_id.in_(mine)
    )
    return cast("Message", found(query, "Message"))


def history(conversation_id: str, before: str, limit: int) -> list[Message]:
    """The last messages before one, oldest first; for the turn that answers it."""
    query = Message.select().where((Message.conversation_id == conversation_id) & (Message.id < before))
    return list(reversed(list(query.order_by(Message.id.desc()).limit(limit))))


def removed_before(moment_ms: int, limit: int) -> list[Conversation]:
    """Conversations removed before a moment, whose time to be purged has come."""
    query = Conversation.select().where(Conversation.deleted_at < moment_ms)
    return list(query.order_by(Conversation.deleted_at).limit(limit))


def may_see(actor: Actor, id: str) -> bool:
    """Whether this actor may hear of this conversation's changes."""
    return bool(_mine(actor).where(Conversation.id == id).exists())


def _mine(actor: Actor) -> Any:
    return Conversation.select().where(
        (Conversation.org_id == actor.org_id)
        & (Conversation.owner_id == actor.id)
        & Conversation.deleted_at.is_null(True)
    )
