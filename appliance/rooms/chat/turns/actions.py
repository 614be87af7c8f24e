"""Every change of turns: ask, cancel, end."""

import hashlib
from collections.abc import Callable, Sequence

import orjson

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict, Forbidden, KeyReused, ValidationFailed
from appliance.rooms import agents, licensing
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Author, Conversation, Message, State
from appliance.rooms.chat.turns import queries
from appliance.rooms.chat.turns.broker import broker
from appliance.rooms.chat.turns.events import TurnAsked, TurnCancelled
from appliance.rooms.chat.turns.jobs import run_turn
from appliance.rooms.chat.turns.protocol import blanked, packed, unpacked
from appliance.rooms.chat.turns.shapes import ChatMessage, TurnDraft
from appliance.rooms.chat.turns.tables import Turn
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.retrieval import scope


def ask(
    draft: TurnDraft, key: str | None, *, by: Actor, place: Callable[[str], Conversation] | None = None
) -> tuple[Turn, bool]:
    """Store the question with an empty answer and put the turn into the queue; a repeat finds the first, and says so.

    `place` opens or finds the conversation of callers who are no people, given its first question: they have asked
    already whether its agent and bases may be used.

    409 while the conversation's last answer is still being written, 402 over the month's messages, 404 for an agent, a
    conversation or a base that this actor cannot see, 422 for an `@kb:` name that means none or several of the bases.
    """
    earlier, question = _said(draft)
    once, body_hash = _receipt(draft, key, by)
    if (first := _first(once, body_hash)) is not None:
        return first, True
    for base_id in draft.knowledge_base_ids or ():
        collections.base(base_id, seen_by=by)
    conversation = _conversation(draft, earlier, question, by) if place is None else _placed(place, earlier, question)
    agent_id = _agent_id(draft, conversation, by) if place is None else conversation.agent_id
    if conversation.running_id is not None:
        raise Conflict("The last answer in this conversation is still being written")
    licensing.note_message()
    conversations.add_message(conversation, Author.USER, question, agent_id=agent_id)
    answer = conversations.add_message(conversation, Author.ASSISTANT, "", state=State.RUNNING, agent_id=agent_id)
    turn = Turn.add(
        org_id=by.org_id, message_id=answer.id, conversation_id=conversation.id,
        owner_id=conversation.owner_id,
        knowledge_base_ids=draft.knowledge_base_ids, once=once, body_hash=body_hash,
    )  # fmt: skip
    _narrow(turn, answer, question, "message" if draft.messages is None else "messages")
    enqueue(run_turn, message_id=answer.id)
    emit(TurnAsked(answer.id, conversation.id, agent_id))
    return turn, False


def _narrow(turn: Turn, answer: Message, question: str, field: str) -> None:
    """Hold a turn to the bases that its question names; their rights are looked at again when it runs."""
    named = queries.named_bases(turn, question, field)
    if named is not None:
        turn.change(knowledge_base_ids=named)
        answer.change(scope=named)


def _said(draft: TurnDraft) -> tuple[list[ChatMessage], str]:
    if draft.tools:
        raise ValidationFailed.of("tools", f"There is no tool {draft.tools[0]}")
    if draft.attachments:
        raise ValidationFailed.of("attachments", "Attachments are not taken here; upload documents to a knowledge base")
    if (draft.message is None) == (draft.messages is None):
        raise ValidationFailed.of("message", "Send either message or messages", "missing")
    said = draft.messages if draft.messages is not None else [ChatMessage(role="user", content=draft.message or "")]
    *earlier, last = said or [ChatMessage(role="user", content="")]
    if last.role != "user" or not last.content.strip():
        field = "message" if draft.messages is None else "messages"
        raise ValidationFailed.of(field, "The last message must be a question of the user", "string_too_short")
    return earlier, last.content


def _receipt(draft: TurnDraft, key: str | None, by: Actor) -> tuple[bytes | None, bytes]:
    body = orjson.dumps(draft.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    who = by.credential_id or by.session_id or by.id
    once = None if key is None else hashlib.sha256(f"{who}\0{key}".encode()).digest()
    return once, hashlib.sha256(body).digest()


def _first(once: bytes | None, body_hash: bytes) -> Turn | None:
    turn = None if once is None else queries.turn_once(once)
    if turn is None:
        return None
    if turn.created_at < clock.now_ms() - clock.DAY:
        turn.change(once=None)
        return None
    if bytes(turn.body_hash) != body_hash:
        raise KeyReused
    return turn


def _conversation(draft: TurnDraft, earlier: list[ChatMessage], question: str, by: Actor) -> Conversation:
    if draft.conversation_id is not None:
        found = conversations.conversation(draft.conversation_id, seen_by=by)
        if found.owner_id != by.id:
            raise Forbidden("Only its owner may ask in this conversation")
        return found
    conversation = conversations.open_conversation(_first_question(earlier, question), draft.agent_id, by=by)
    _begin_with(conversation, earlier)
    return conversation


def _placed(place: Callable[[str], Conversation], earlier: list[ChatMessage], question: str) -> Conversation:
    conversation = place(_first_question(earlier, question))
    if not conversations.history(conversation.id, "msg_~", 1):
        _begin_with(conversation, earlier)
    return conversation


def _first_question(earlier: list[ChatMessage], question: str) -> str:
    first = next((one.content for one in earlier if one.role == "user"), question)
    return scope.plain(first) or first


def _begin_with(conversation: Conversation, earlier: list[ChatMessage]) -> None:
    for one in earlier:
        conversations.add_message(conversation, Author(one.role), one.content)


def _agent_id(draft: TurnDraft, conversation: Conversation, by: Actor) -> str | None:
    agent_id: str | None = draft.agent_id if "agent_id" in draft.sent() else conversation.agent_id
    if agent_id is not None:
        agents.agent(agent_id, seen_by=by)
    return agent_id


def cancel(message_id: str) -> None:
    """Ask for the end of an answer; one that has ended stays as it is."""
    turn = queries.open_turn(message_id)
    if turn is not None and not turn.is_cancelled:
        turn.change(is_cancelled=True)
        emit(TurnCancelled(message_id, turn.conversation_id))
        current.after_commit(lambda: broker.stop(message_id))


def blank_quotes(document_ids: Sequence[str]) -> int:
    """Take the words of removed documents out of stored citations and replays; the answers themselves stay."""
    gone = frozenset(document_ids)
    message_ids = conversations.blank_quotes(gone) if gone else []
    for turn in Turn.select().where(Turn.message_id.in_(message_ids) & Turn.events.is_null(False)):
        turn.change(events=packed([blanked(one, gone) for one in unpacked(turn.events)]))
    return len(message_ids)


def forget(conversation_id: str) -> None:
    """Delete the turns of a conversation that was purged."""
    Turn.delete().where(Turn.conversation_id == conversation_id).execute()
