"""The door of feedback and of the questions that bases did not answer well."""

from appliance.kernel.access import ADMIN, EDITOR, LIMITED, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict
from appliance.kernel.rate import CHAT
from appliance.kernel.visit import Answer, Text
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Conversation, Message
from appliance.rooms.chat.feedback import actions, queries
from appliance.rooms.chat.feedback.events import FeedbackGiven, QuestionChanged
from appliance.rooms.chat.feedback.shapes import (
    FeedbackDraft,
    FeedbacksView,
    FeedbackView,
    QuestionPatch,
    RemarkFilter,
    RemarkView,
)
from appliance.rooms.chat.feedback.tables import Remark
from appliance.rooms.knowledge.collections import KnowledgeBase

door = Door("feedback", about="Thumbs on answers, and questions that bases did not answer well")


@door.post(
    "/api/chat/{id:msg}/feedback", access=LIMITED, mode=WRITE, rate=CHAT, once=False, target=conversations.answer,
    errors=(Conflict,), emits=(FeedbackGiven,),
)  # fmt: skip
def give_feedback(message: Message, draft: FeedbackDraft, actor: Actor) -> FeedbackView:
    """Say whether an answer to me is good, with a comment. A thumb down is told to those who look after its bases."""
    return FeedbackView.from_row(actions.give(message, draft, by=actor))


@door.get("/api/conversations/{id:cnv}/feedback", access=VIEWER, mode=READ, target=conversations.conversation)
def list_feedback(conversation: Conversation, actor: Actor) -> FeedbacksView:
    """List what I said of the answers of a conversation."""
    return FeedbacksView(data=queries.of_conversation(conversation, seen_by=actor))


@door.get("/api/knowledge/{id:kb}/open-questions", access=EDITOR, mode=READ, target=queries.base)
def list_questions(base: KnowledgeBase, where: RemarkFilter, page: PageAsk, actor: Actor) -> Page[RemarkView]:
    """List questions for which a base held nothing, and answers that were thought bad."""
    return queries.of_base(base, where, page, seen_by=actor)


@door.get("/api/knowledge/{id:kb}/open-questions/export", access=EDITOR, mode=READ, target=queries.base)
def export_questions(base: KnowledgeBase) -> Answer[Text]:
    """Download the questions of a base as CSV."""
    text = Text(
        queries.exported(base), "text/csv; charset=utf-8",
        {"Content-Disposition": 'attachment; filename="questions.csv"'},
    )  # fmt: skip
    return Answer(text)


@door.get("/api/open-questions", access=ADMIN, mode=READ)
def list_open_questions(where: RemarkFilter, page: PageAsk, actor: Actor) -> Page[RemarkView]:
    """List such questions that were asked of all bases at once."""
    return queries.of_org(where, page, seen_by=actor)


@door.patch(
    "/api/knowledge/{id:kb}/open-questions/{question_id:rmk}", access=EDITOR, mode=WRITE, target=queries.question,
    can="knowledge:write", emits=(QuestionChanged,),
)  # fmt: skip
def change_question(question: Remark, patch: QuestionPatch, actor: Actor) -> RemarkView:
    """Take a question on, name the document that answers it, settle it or open it again."""
    return queries.view(actions.change_question(question, patch, by=actor), seen_by=actor)


@door.patch(
    "/api/open-questions/{question_id:rmk}", access=ADMIN, mode=WRITE, target=queries.unnamed_question,
    emits=(QuestionChanged,),
)  # fmt: skip
def change_open_question(question: Remark, patch: QuestionPatch, actor: Actor) -> RemarkView:
    """The same for a question that was asked of all bases at once."""
    return queries.view(actions.change_question(question, patch, by=actor), seen_by=actor)
