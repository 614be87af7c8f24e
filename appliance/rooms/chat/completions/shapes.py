"""The public bot API on the wire; the shapes of chat completions are OpenAI's (API reference, "Chat")."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, LongText, Moment, Shape, Token, View
from appliance.rooms.chat.bots.tables import Bot, BotSession
from appliance.rooms.chat.conversations import Author, CitationView, FailureView, Message, State

_MOST_MESSAGES = 200
_TEXT_ONLY = "This bot answers with text alone"


class ContentPart(Shape):
    """A part of a message; only text is taken."""

    type: Literal["text"]
    text: LongText


class CompletionMessage(Shape):
    """One message. Those of system, developer, tools and functions are passed over: the bot has its own prompt."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: LongText | Annotated[list[ContentPart], Field(max_length=_MOST_MESSAGES)] | None = None

    @property
    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(Shape):
    """What a stream tells beside the answer."""

    include_usage: bool = False


class CompletionDraft(Shape):
    """A chat completion.

    Model and sampling parameters are the bot's own and passed over. What would change the form of the answer (tools,
    functions, several choices, formats, log probabilities) is refused. `user` threads the turns of one end user in
    calls from servers; `session_id` goes on with a session, for pages together with its token.
    """

    messages: Annotated[list[CompletionMessage], Field(min_length=1, max_length=_MOST_MESSAGES)]
    model: LongText | None = None
    stream: bool = False
    stream_options: StreamOptions | None = None
    user: Line | None = None
    session_id: LongText | None = None
    session_token: Token | None = None
    n: int | None = None
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    response_format: dict[str, Any] | None = None
    logprobs: bool | None = None
    modalities: list[Any] | None = None

    @model_validator(mode="after")
    def _only_text(self) -> Self:
        if self.n not in (None, 1):
            raise ValueError("n must be 1")
        if self.tools or self.functions or self.logprobs:
            raise ValueError(_TEXT_ONLY)
        if (self.response_format or {}).get("type", "text") != "text" or (self.modalities or ["text"]) != ["text"]:
            raise ValueError(_TEXT_ONLY)
        return self


class AnswerView(Model):
    """The message of a choice."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ChoiceView(Model):
    """The one answer."""

    index: int = 0
    message: AnswerView
    logprobs: None = None
    finish_reason: str


class TokensView(Model):
    """OpenAI's three counters."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, usage: dict[str, int] | None) -> Self:
        """The counters of a turn's usage."""
        read, written = (usage or {}).get("input", 0), (usage or {}).get("output", 0)
        return cls(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)


class ApplianceView(Model):
    """What is ours: which session goes on, what was cited. `session_token` comes with a session's first answer."""

    bot_id: str
    session_id: str
    session_token: str | None = None
    message_id: str
    cost_micros: int
    citations: list[CitationView]
    conversation_starters: list[str]


class CompletionView(Model):
    """A whole completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceView]
    usage: TokensView
    system_fingerprint: None = None
    appliance: ApplianceView


class ModelView(Model):
    """The bot, as a model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelListView(Model):
    """OpenAI's list of models, with one entry."""

    object: Literal["list"] = "list"
    data: list[ModelView]


class BotFaceView(View):
    """What a bot shows of itself."""

    id: str
    name: str
    description: str
    icon: str
    conversation_starters: list[str]

    @classmethod
    def of(cls, bot: Bot) -> Self:
        """The view of a row."""
        return cls.from_row(bot)


class SessionDraft(Shape):
    """A session; `user` is whom the calling server talks with, and is passed over in calls from pages."""

    user: Line | None = None


class BotSessionFilter(Filter):
    """By what a key's sessions are narrowed and sorted."""

    sorts = ("-created_at", "created_at", "last_message_at")

    user: str
    created_at: Moment
    last_message_at: Moment


class BotSessionView(View):
    """A session of a key."""

    id: str
    bot_id: str
    user: str | None
    created_at: Moment
    last_message_at: Moment

    @classmethod
    def of(cls, session: BotSession) -> Self:
        """The view of a row."""
        return cls.from_row(session)


class NewBotSessionView(BotSessionView):
    """A session with its token, shown once: pages reach the session with it alone."""

    token: str

    @classmethod
    def opened(cls, session: BotSession, token: str) -> Self:
        """A new session."""
        return cls.from_row(session, token=token)


class SpokenView(View):
    """A message of a session."""

    id: str
    role: Author
    content: str
    state: State
    error: FailureView | None
    citations: list[CitationView]
    created_at: Moment

    @classmethod
    def of(cls, message: Message) -> Self:
        """The view of a row."""
        code = message.error_code
        error = FailureView(code=code, message=message.error_message or "") if code else None
        return cls.from_row(message, content=message.text, error=error)


class WholeSessionView(BotSessionView):
    """A session with its last messages, oldest first."""

    messages: list[SpokenView]

    @classmethod
    def told(cls, session: BotSession, messages: list[Message]) -> Self:
        """The view of a session and what was said in it."""
        return cls.from_row(session, messages=[SpokenView.of(one) for one in messages])
