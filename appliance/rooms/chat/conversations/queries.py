"""Every read of conversations and messages, narrowed to their owner and to whom they are shared with."""

from collections.abc import Collection, Sequence
from typing import Any, cast

import orjson

from appliance.kernel.actor import Actor
from appliance.kernel.page import PageAsk, Rows
from appliance.kernel.room import Match
from appliance.rooms.chat.conversations.shapes import ConversationFilter, MessageFilter, MessageView
from appliance.rooms.chat.conversations.tables import Author, Conversation, Message
from appliance.rooms.identity import grants
from appliance.rooms.knowledge import collections
from appliance.store.paging import found, paged
from appliance.store.wording import holding

_CITED = """
SELECT DISTINCT json_extract(one.value, '$.document_id'), json_extract(one.value, '$.version')
FROM conversations_message m, json_each(m.citations) AS one
WHERE json_extract(one.value, '$.document_id') IN (SELECT value FROM json_each(?))
  AND json_extract(one.value, '$.version') IS NOT NULL
"""
_CITING = """
SELECT m.* FROM conversations_message m WHERE EXISTS (SELECT 1 FROM json_each(m.citations) AS one
WHERE json_extract(one.value, '$.document_id') IN (SELECT value FROM json_each(?)))
"""
WITHHELD = "This answer rests on documents that are not open to you."


def conversation(id: str, *, seen_by: Actor) -> Conversation:
    """A conversation of mine or shared with me; 404 for anybody else's and for a removed one."""
    return cast("Conversation", found(_readable(seen_by).where(Conversation.id == id), "Conversation"))


def conversations(where: ConversationFilter, page: PageAsk, *, seen_by: Actor) -> Rows[Conversation]:
    """My conversations and those shared with me, the latest first."""
    return paged(_readable(seen_by), Conversation, where, page)


def messages(conversation: Conversation, where: MessageFilter, page: PageAsk, *, seen_by: Actor) -> Rows[Message]:
    """The messages of a conversation, oldest first."""
    readable = _readable(seen_by).select(Conversation.id).where(Conversation.id == conversation.id)
    rows: Any = Message.select().where(Message.conversation_id.in_(readable))
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


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """Conversations that the actor may read with the words in their title, and own ones with them in a message.

    What others share is looked through by its title alone: an answer may rest on what is not open to the reader.
    """
    titled = _readable(seen_by).where(holding((Conversation.title,), words))
    found_ = [
        Match(row.id, row.title, row.title, _place(row.id))
        for row in titled.order_by(Conversation.last_message_at.desc()).limit(limit)
    ]
    said: Any = (
        Message.select(Message.conversation_id, Message.text, Conversation.title)
        .join(Conversation, on=(Message.conversation_id == Conversation.id))
        .where(Message.conversation_id.in_(_mine(seen_by).select(Conversation.id)) & holding((Message.text,), words))
    )
    rows = said.order_by(Message.id.desc()).limit(limit).tuples()
    return found_ + [Match(id_, title, text, _place(id_)) for id_, text, title in rows]


def cited(document_ids: Sequence[str]) -> set[tuple[str, int]]:
    """Which versions of these documents some kept answer cites."""
    rows: Any = Message.raw(_CITED, orjson.dumps(list(document_ids)).decode()).tuples()
    return {(id_, version) for id_, version in rows}


def citing(document_ids: Collection[str]) -> list[Message]:
    """The answers that cite any of these documents."""
    return list(Message.raw(_CITING, orjson.dumps(list(document_ids)).decode()))


def _place(id: str) -> str:
    return f"/chat/{id}"


def may_see(actor: Actor, id: str) -> bool:
    """Whether this actor may hear of this conversation's changes."""
    return bool(_readable(actor).where(Conversation.id == id).exists())


def shown(rows: Sequence[Any], conversation: Conversation, *, seen_by: Actor) -> list[MessageView]:
    """Messages as this actor may see them at this moment.

    A citation of a base that is shut to the actor by now is left out. Whoever reads what somebody else asked does not
    get the text of such an answer either: it tells what the documents say.
    """
    cited = any(one.citations or one.scope for one in rows)
    open_ids = frozenset(collections.visible_ids(seen_by)) if cited else frozenset()
    return [_shown(row, open_ids, is_own=conversation.owner_id == seen_by.id) for row in rows]


def _shown(row: Any, open_ids: frozenset[str], *, is_own: bool) -> MessageView:
    left = [one for one in row.citations if is_open(one, open_ids)]
    scope = None if row.scope is None else [id_ for id_ in row.scope if id_ in open_ids]
    if len(left) == len(row.citations):
        return MessageView.of(row, scope=scope)
    more = {} if is_own else {"text": WITHHELD}
    return MessageView.of(row, scope=scope, citations=left if is_own else [], **more)


def is_open(citation: dict[str, Any], open_ids: frozenset[str]) -> bool:
    """Whether a citation is of a base that is open; one that names none is of no base."""
    base_id = citation.get("knowledge_base_id")
    return base_id is None or base_id in open_ids


def _readable(actor: Actor) -> Any:
    return Conversation.select().where(
        (Conversation.org_id == actor.org_id)
        & grants.reachable(Conversation, actor)
        & Conversation.deleted_at.is_null(True)
    )


def _mine(actor: Actor) -> Any:
    return Conversation.select().where(
        (Conversation.org_id == actor.org_id)
        & (Conversation.owner_id == actor.id)
        & Conversation.deleted_at.is_null(True)
    )
