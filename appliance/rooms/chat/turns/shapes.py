"""What comes in and goes out about turns."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints

from appliance.kernel.shape import Shape, View, printable
from appliance.rooms.chat.conversations import CitationView, FailureView, Message, MessageView, State, UsageView

LONGEST = 32_000
Question = Annotated[str, StringConstraints(max_length=LONGEST), BeforeValidator(printable)]
Ids = Annotated[list[str], Field(max_length=200)]


class ChatMessage(Shape):
    """One message of a conversation that the caller keeps."""

    role: Literal["user", "assistant"]
    content: Question


class TurnDraft(Shape):
    """A question: `message`, or `messages` whose last one is it.

    With a `conversation_id` what was said before is known, and of `messages` only the last one counts; without one the
    earlier messages begin the new conversation. `agent_id` left out goes on with the conversation's agent; null means
    the built-in assistant. `knowledge_base_ids` left out means the agent's bases, or all that I may see; an empty list
    means none. `@kb:name` or `@kb:"Two words"` in the question narrows these to the bases so named, for this turn; it
    is kept in the message and not shown to the model.
    """

    agent_id: str | None = None
    conversation_id: str | None = None
    message: Question | None = None
    messages: Annotated[list[ChatMessage], Field(max_length=200)] | None = None
    stream: bool = True
    knowledge_base_ids: Ids | None = None
    tools: Ids = Field(default_factory=list)
    attachments: Ids = Field(default_factory=list)


class TurnView(View):
    """A whole answer, for callers that do not stream."""

    message_id: str
    conversation_id: str
    agent_id: str | None
    model: str | None
    state: State
    text: str
    citations: list[CitationView]
    cited: list[int]
    scope: list[str] | None
    usage: UsageView | None
    cost_micros: int
    finish_reason: str | None
    error: FailureView | None

    @classmethod
    def of(cls, message: Message) -> Self:
        """The view of an answer."""
        told = MessageView.of(message)
        cited = sorted(citation.number for citation in told.citations)
        more = {"message_id": told.id, "citations": told.citations, "error": told.error, "cited": cited}
        return cls.from_row(message, **more)
