"""Every change of conversations and messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Forbidden
from appliance.rooms.chat.conversations import queries
from appliance.rooms.chat.conversations.events import ConversationOpened, ConversationPurged, ConversationRemoved
from appliance.rooms.chat.conversations.policy import is_owner
from appliance.rooms.chat.conversations.tables import Author, Conversation, Message, State
from appliance.rooms.chat.conversations.titles import title_of
from appliance.rooms.identity import grants
from appliance.store.unit import writing_connection


@dataclass(frozen=True, slots=True)
class Ending:
    """Everything that is known of an answer once it ends."""

    state: State
    text: str
    seq: int
    model: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    usage: dict[str, int] | None = None
    citations: list[dict[str, Any]] = field(default_factory=list)
    finish_reason: str | None = None


def open_conversation(question: str, agent_id: str | None, *, by: Actor) -> Conversation:
    """A new conversation, called after its first question."""
    conversation = Conversation.add(
        org_id=by.org_id, owner_id=by.id, title=title_of(question), agent_id=agent_id, last_message_at=clock.now_ms()
    )
    emit(ConversationOpened(conversation.id, agent_id))
    return conversation


def add_message(conversation: Conversation, role: Author, text: str, **more: Any) -> Message:
    """Put a message behind the others. An answer that runs becomes the conversation's running one, its agent too."""
    message = Message.add(org_id=conversation.org_id, conversation_id=conversation.id, role=role, text=text, **more)
    running = {"running_id": message.id, "agent_id": message.agent_id} if message.state is State.RUNNING else {}
    conversation.change(last_message_at=message.created_at, **running)
    return message


def flush(rows: Sequence[tuple[str, int, str]]) -> None:
    """Keep the text so far of running answers, given as (text, seq, message id), with one statement."""
    sql = "UPDATE conversations_message SET text = ?, seq = ? WHERE id = ? AND state = 'running'"
    writing_connection().executemany(sql, rows)


def finish(message_id: str, ending: Ending) -> Message | None:
    """Store the whole answer. An answer that has ended stays as it is; None for one that was purged."""
    message: Message | None = Message.get_or_none(Message.id == message_id)
    if message is None or message.state is not State.RUNNING:
        return message
    now = clock.now_ms()
    message.change(
        state=ending.state, text=ending.text, seq=ending.seq, model=ending.model or message.model,
        error_code=ending.error_code, error_message=ending.error_message, usage=ending.usage,
        citations=ending.citations, finish_reason=ending.finish_reason, ended_at=now,
    )  # fmt: skip
    conversation = Conversation.get_by_id(message.conversation_id)
    freed = {"running_id": None} if conversation.running_id == message_id else {}
    conversation.change(last_message_at=now, **freed)
    return message


def remove_conversation(conversation: Conversation, *, by: Actor) -> None:
    """Hide it from its owner at once; it is purged after the retention."""
    if not is_owner(conversation, by):
        raise Forbidden("Only its owner may remove a conversation")
    conversation.change(deleted_at=clock.now_ms())
    emit(ConversationRemoved(conversation.id))


def purge(conversation: Conversation) -> None:
    """Delete it and its messages for good."""
    count = Message.delete().where(Message.conversation_id == conversation.id).execute()
    grants.forget(conversation.id)
    conversation.remove()
    emit(ConversationPurged(conversation.id, int(count)))


def blank_quotes(document_ids: Collection[str]) -> list[str]:
    """Take title and words of removed documents out of stored citations; the answers that had some."""
    blanked = []
    for message in queries.citing(document_ids):
        gone = {"title": "", "snippet": "", "url": None, "page": None}
        citations = [one | gone if one["document_id"] in document_ids else one for one in message.citations]
        message.change(citations=citations)
        blanked.append(message.id)
    return blanked


def erase_owned(user_id: str) -> int:
    """Let every conversation of an erased person be purged at the next chance; how many. Nobody inherits them."""
    rows = list(Conversation.select().where(Conversation.owner_id == user_id))
    for conversation in rows:
        conversation.change(deleted_at=0)
    return len(rows)
