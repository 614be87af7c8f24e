"""What every language model provider takes and gives.

A provider is a stream of text pieces, one usage and one finish; all that goes wrong is a ProviderFailed with a code of
the wire.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Literal, Protocol

Role = Literal["system", "user", "assistant", "tool"]
FinishReason = Literal["stop", "length", "content_filter", "tool_calls"]
FailureCode = Literal[
    "cancelled", "interrupted", "dlp_blocked", "provider_error", "timeout", "budget_exceeded", "internal"
]


@dataclass(frozen=True, slots=True)
class Message:
    """One earlier message of the conversation, oldest first in an ask."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Source:
    """One retrieved passage under the number that the answer cites.

    `text` is exactly the stretch `start`..`end` (Unicode code points) of the document's stored text, so that a span
    found in it can be shown in the document. `score` is the retrieval score; only its order and ratio matter.
    """

    number: int
    chunk_id: str
    document_id: str
    title: str
    text: str
    page: int | None = None
    start: int = 0
    end: int = 0
    score: float = 0.0
    url: str | None = None
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class ModelAsk:
    """One question to a model with all that it may know.

    `question` is the newest message of the person and is not repeated in `messages`. `skip` counts the Delta items that
    a resumable provider leaves out because they were delivered before a restart; others refuse a skip above zero.
    """

    question: str
    messages: tuple[Message, ...] = ()
    sources: tuple[Source, ...] = ()
    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    instructions: str = ""
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer; never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; `estimated` when the provider counted by a rule of thumb and not by its tokenizer."""

    input: int
    output: int
    estimated: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Finish:
    """The last item of a whole answer."""

    reason: FinishReason


StreamItem = Delta | Usage | Finish


class Provider(Protocol):
    """A model that answers by streaming; `resumable` when the same ask gives the same Delta sequence every time."""

    @property
    def name(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def resumable(self) -> bool: ...

    def stream(self, ask: ModelAsk) -> AsyncGenerator[StreamItem, None]:
        """Deltas, then at most one Usage, then one Finish; raises ProviderFailed where the answer is not whole."""
        ...

    async def aclose(self) -> None:
        """Give back connections; a provider without any does nothing."""
        ...


class ProviderFailed(Exception):
    """The model could not answer: a code of the wire, a message fit for the person, and whether a new try may help."""

    def __init__(self, code: FailureCode, message: str, retryable: bool = False) -> None:
        super().__init__(message)
        self.code: FailureCode = code
        self.message = message
        self.retryable = retryable
