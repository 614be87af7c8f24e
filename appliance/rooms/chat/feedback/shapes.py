"""What comes in and goes out about feedback."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints

from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Moment, Shape, View
from appliance.rooms.chat.feedback.tables import Kind, Reason, Remark, Thumb

Comment = Annotated[str, Field(max_length=2_000), PRINTABLE]


class FeedbackDraft(Shape):
    """A thumb and, if one likes, words. The newest of a person counts."""

    thumb: Thumb
    comment: Comment = ""
    reason: Reason | None = None


class FeedbackView(View):
    message_id: str
    thumb: Thumb
    comment: str
    reason: Reason | None
    created_at: Moment
    updated_at: Moment


class FeedbacksView(View):
    """What I said of the answers of a conversation."""

    data: list[FeedbackView]


class QuestionPatch(Shape):
    """What those who look after a base do with a question. `document_id` is the document that answers it."""

    settled: bool = False
    assignee_id: Annotated[str, StringConstraints(pattern=r"^usr_[0-9a-z]{26}$")] | None = None
    document_id: Annotated[str, StringConstraints(pattern=r"^doc_[0-9a-z]{26}$")] | None = None
    note: Comment = ""


class RemarkFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    kind: Kind
    reason: Reason
    assignee_id: str
    settled_at: Moment
    created_at: Moment


class AnsweredBy(View):
    """A document that answers a question."""

    id: str
    knowledge_base_id: str
    title: str


class RemarkView(View):
    """A question that a base did not answer well; who asked it is not told."""

    id: str
    knowledge_base_id: str | None
    kind: Kind
    question: str
    comment: str
    reason: Reason | None
    assignee_id: str | None
    assignee_name: str | None
    document: AnsweredBy | None
    note: str
    settled_at: Moment | None
    settled_by_name: str | None
    created_at: Moment

    @classmethod
    def of(cls, row: Remark, names: dict[str, str], titles: dict[str, tuple[str, str]]) -> Self:
        """A question with the names of people and of the document that the reader may see."""
        held = titles.get(row.document_id or "")
        document = AnsweredBy(id=row.document_id, knowledge_base_id=held[0], title=held[1]) if held else None
        said: dict[str, Any] = {
            "note": row.note or "", "document": document, "assignee_name": names.get(row.assignee_id or ""),
            "settled_by_name": names.get(row.settled_by or ""),
        }  # fmt: skip
        return cls.from_row(row, **said)
