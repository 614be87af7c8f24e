"""What comes in and goes out about feedback."""

from typing import Annotated, ClassVar

from pydantic import Field

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Prose, Shape, View
from appliance.rooms.chat.feedback.tables import Kind, Thumb

Comment = Annotated[Prose, Field(max_length=2_000)]


class FeedbackDraft(Shape):
    """A thumb and, if one likes, words. The newest of a person counts."""

    thumb: Thumb
    comment: Comment = ""


class FeedbackView(View):
    message_id: str
    thumb: Thumb
    comment: str
    created_at: Moment
    updated_at: Moment


class RemarkFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    kind: Kind
    created_at: Moment


class RemarkView(View):
    """A question that a base did not answer well; who asked it is not told."""

    id: str
    knowledge_base_id: str | None
    kind: Kind
    question: str
    comment: str
    created_at: Moment
