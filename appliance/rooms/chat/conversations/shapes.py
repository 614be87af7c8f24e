"""What goes out about conversations and messages."""

from typing import Any, ClassVar, Self

from appliance.kernel.actor import Actor
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, View
from appliance.rooms.chat.conversations.policy import allowed
from appliance.rooms.chat.conversations.tables import Author, Conversation, Message, State


class ConversationFilter(Filter):
    """By what my conversations are narrowed and sorted."""

    sorts: ClassVar[tuple[str, ...]] = ("-last_message_at", "created_at", "title")

    title: str
    agent_id: str
    created_at: Moment
    last_message_at: Moment


class MessageFilter(Filter):
    """By what messages are narrowed and sorted; the oldest comes first."""

    sorts: ClassVar[tuple[str, ...]] = ("created_at",)

    role: Author
    state: State
    created_at: Moment


class ConversationView(View):
    """A conversation; `running_message_id` is the answer that is being written now."""

    id: str
    title: str
    owner_id: str
    agent_id: str | None
    running_message_id: str | None
    last_message_at: Moment
    created_at: Moment
    updated_at: Moment
    can: list[str]

    @classmethod
    def of(cls, conversation: Conversation, actor: Actor) -> Self:
        """The view of a row for this actor."""
        can = allowed(conversation, actor)
        return cls.from_row(conversation, running_message_id=conversation.running_id, can=can)


class CitationView(Model):
    """A passage that an answer cites; `start` and `end` count code points of `version` of the document's text."""

    number: int
    source_id: str
    document_id: str
    knowledge_base_id: str | None = None
    version: int | None = None
    title: str
    snippet: str
    page: int | None = None
    start: int
    end: int
    score: float
    url: str | None = None


class UsageView(Model):
    """Tokens read and written."""

    input: int
    output: int


class FailureView(Model):
    """Why an answer is not whole."""

    code: str
    message: str


class MessageView(View):
    """A message. An answer that runs shows its text of half a second ago.

    `scope` are the bases that its question named by `@kb:`, those that the reader may read; null when it named none.
    """

    id: str
    conversation_id: str
    role: Author
    text: str
    state: State
    error: FailureView | None
    agent_id: str | None
    model: str | None
    usage: UsageView | None
    cost_micros: int
    citations: list[CitationView]
    finish_reason: str | None
    scope: list[str] | None
    seq: int
    created_at: Moment
    ended_at: Moment | None

    @classmethod
    def of(cls, message: Message, **more: Any) -> Self:
        """The view of a row; `more` says what is shown otherwise."""
        code = message.error_code
        error = FailureView(code=code, message=message.error_message or "") if code else None
        return cls.from_row(message, error=error, **more)
