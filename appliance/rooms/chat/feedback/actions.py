"""Giving feedback, and keeping the lists of questions."""

from collections.abc import Iterable

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict
from appliance.rooms.chat import conversations, turns
from appliance.rooms.chat.conversations import Message, State
from appliance.rooms.chat.feedback.events import FeedbackGiven
from appliance.rooms.chat.feedback.shapes import FeedbackDraft
from appliance.rooms.chat.feedback.tables import Feedback, Kind, Remark, Thumb


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
        _note(message, cited or turns.asked_bases(message.id) or [], Kind.DOWN, draft.comment)
    emit(FeedbackGiven(message.id, draft.thumb))
    return row


def note_unanswered(message_id: str) -> None:
    """Put the question of an answer that cites nothing on the lists of the bases that it was asked of."""
    message: Message | None = Message.get_or_none(Message.id == message_id)
    if message is None or message.state is not State.DONE or message.citations:
        return
    asked = turns.asked_bases(message_id)
    if asked == []:  # it was asked of no base
        return
    if not Remark.select().where((Remark.message_id == message_id) & (Remark.kind == Kind.UNANSWERED)).exists():
        _note(message, asked or [], Kind.UNANSWERED, "")


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
    return len(rows)


def _note(message: Message, base_ids: Iterable[str], kind: Kind, comment: str) -> None:
    question = conversations.history(message.conversation_id, message.id, 1)
    places: list[str | None] = [*sorted(base_ids)] or [None]
    for base_id in places:
        Remark.add(
            org_id=message.org_id, knowledge_base_id=base_id, message_id=message.id, kind=kind, comment=comment,
            conversation_id=message.conversation_id, question=question[0].text if question else "",
        )  # fmt: skip
