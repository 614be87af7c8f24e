"""What happens to feedback; its words are no part of the ledger."""

from appliance.kernel.event import Event


class FeedbackGiven(Event):
    message_id: str
    thumb: str


class QuestionChanged(Event):
    """Somebody took a question on, answered it with a document, settled or opened it again."""

    remark_id: str
    knowledge_base_id: str | None
    fields: tuple[str, ...]
