"""Giving feedback, and keeping the lists of questions."""

from collections.abc import Iterable
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.chat import conversations, turns
from appliance.rooms.chat.conversations import Message, State
from appliance.rooms.chat.feedback.events import FeedbackGiven, QuestionChanged
from appliance.rooms.chat.feedback.shapes import FeedbackDraft, QuestionPatch
from appliance.rooms.chat.feedback.tables import Feedback, Kind, Remark, Thumb
from appliance.rooms.identity import users
from appliance.rooms.knowledge import collections, documents


def give(message: Message, draft: FeedbackDraft, *, by: Actor) -> Feedback:
    """Say what one thinks of an answer; saying it again takes the place of what was said."""
    if message.state is State.RUNNING:
        raise Conflict("This answer is still being written")
    row: Feedback | None = Feedback.get_or_none((Feedback.message_id == message.id) & (Feedback.user_id == by.id))
    if row is None:
        place = {"org_id": by.org_id, "message_id": message.id, "conversation_id": message.conversation_id}
        row = Feedback.add(user_id=by.id, **place, **draft.fields())
    else:
        row.change(**draft.fields())
    Remark.delete().where((Remark.message_id == message.id) & (Remark.kind == Kind.DOWN)).execute()
    if draft.thumb is Thumb.DOWN:
        cited = {one["knowledge_base_id"] for one in message.citations if one.get("knowledge_base_id")}
        _note(message, cited or turns.asked_bases(message.id) or [], draft)
    emit(FeedbackGiven(message.id, draft.thumb))
    return row


def change_question(question: Remark, patch: QuestionPatch, *, by: Actor) -> Remark:
    """Change what was sent. A base's question is for those who may write it."""
    if question.knowledge_base_id is not None:
        collections.require("knowledge:write", collections.base(question.knowledge_base_id, seen_by=by), by=by)
    sent: dict[str, Any] = patch.sent()
    if (assignee := sent.get("assignee_id")) and not users.is_colleague(assignee, of=by):
        raise ValidationFailed.of("assignee_id", "there is nobody of this id")
    if (document := sent.get("document_id")) and document not in documents.titled([document], seen_by=by):
        raise ValidationFailed.of("document_id", "there is no document of this id")
    if (settled := sent.pop("settled", None)) is not None and settled != (question.settled_at is not None):
        sent |= {"settled_at": clock.now_ms() if settled else None, "settled_by": by.id if settled else None}
    changes = {name: value for name, value in sent.items() if (getattr(question, name) or None) != (value or None)}
    if changes:
        question.change(**changes)
        emit(QuestionChanged(question.id, question.knowledge_base_id, tuple(sorted(changes))))
    return question


def note_unanswered(message_id: str) -> None:
    """Put the question of an answer that cites nothing on the lists of the bases that it was asked of."""
    message: Message | None = Message.get_or_none(Message.id == message_id)
    if message is None or message.state is not State.DONE or message.citations:
        return
    asked = turns.asked_bases(message_id)
    if asked == []:  # it was asked of no base
        return
    if not Remark.select().where((Remark.message_id == message_id) & (Remark.kind == Kind.UNANSWERED)).exists():
        _note(message, asked or [], None)


def forget(conversation_id: str) -> None:
    """What was said of the answers of a conversation goes with it."""
    for table in (Feedback, Remark):
        table.delete().where(table.conversation_id == conversation_id).execute()


def forget_base(base_id: str) -> None:
    """The list of a removed base goes with it."""
    Remark.delete().where(Remark.knowledge_base_id == base_id).execute()


def erase(user_id: str) -> int:
    """What an erased person said of answers goes; the questions go with their conversations."""
    rows = list(Feedback.select().where(Feedback.user_id == user_id))
    for row in rows:
        Remark.update(comment="").where(Remark.message_id == row.message_id).execute()
        row.remove()
    for column in (Remark.assignee_id, Remark.settled_by):
        Remark.update({column: None}).where(column == user_id).execute()
    return len(rows)


def _note(message: Message, base_ids: Iterable[str], said: FeedbackDraft | None) -> None:
    question = conversations.history(message.conversation_id, message.id, 1)
    places: list[str | None] = [*sorted(base_ids)] or [None]
    for base_id in places:
        Remark.add(
            org_id=message.org_id, knowledge_base_id=base_id, message_id=message.id,
            kind=Kind.DOWN if said else Kind.UNANSWERED, comment=said.comment if said else "",
            reason=said.reason if said else None, conversation_id=message.conversation_id,
            question=question[0].text if question else "",
        )  # fmt: skip
