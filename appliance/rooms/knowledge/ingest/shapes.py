"""What programs push, and what they are told."""

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from appliance.engines.parse import clean
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.problem import Problem
from appliance.kernel.shape import LongText, Moment, Shape, View, sentence
from appliance.rooms.knowledge.documents import DocumentView, pushing

MOST_DOCUMENTS, MOST_SECTIONS = 1_000, 10_000


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


def _web_address(link: str) -> str:
    if not link.startswith(("http://", "https://")) or not link.isprintable() or " " in link:
        raise ValueError("must be an address that begins with http:// or https://")
    return link


ExternalId = Annotated[str, StringConstraints(min_length=1, max_length=500), BeforeValidator(_one_line)]
"""The caller's own id: one line of up to 500 characters."""
Heading = Annotated[str, StringConstraints(min_length=1, max_length=500), BeforeValidator(_one_line)]
Link = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(_web_address)]


class Section(Shape):
    """A part of a text, with the heading above it and the address at which it is read."""

    text: LongText
    heading: Heading | None = None
    link: Link | None = None


class PushedText(Shape):
    """One document: `text`, or `sections` in order."""

    id: ExternalId
    title: Heading | None = None
    text: LongText | None = None
    sections: Annotated[list[Section], Field(max_length=MOST_SECTIONS)] | None = None
    metadata: pushing.Metadata = Field(default_factory=dict)
    updated_at: Moment | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.text is None) == (self.sections is None):
            raise ValueError("give either text or sections")
        return self


class PushDraft(PushedText):
    """A document to put into a base; `id` is the caller's."""

    knowledge_base_id: str


class Refusal(Model):
    """Why one document of a batch was not taken."""

    code: str
    message: str
    field: str | None = None

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """What refused the document."""
        return cls(code=problem.code, message=problem.text, field=problem.param)


class Refused(Model):
    """A document of a batch that cannot be read; the others are not held up by it."""

    id: str | None
    error: Refusal


def _one_by_one(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        named = value.get("id") if isinstance(value, dict) else None
        refusal = Refusal(
            code="VALIDATION_ERROR", message=sentence(first["msg"]), field=".".join(map(str, first["loc"])) or None
        )
        return Refused(id=named if isinstance(named, str) else None, error=refusal)


class BatchDraft(Shape):
    """Up to 1,000 documents; each is taken or refused by itself."""

    knowledge_base_id: str
    documents: Annotated[
        list[Annotated[PushedText, WrapValidator(_one_by_one)]], Field(min_length=1, max_length=MOST_DOCUMENTS)
    ]


class IngestedView(DocumentView):
    """The document, and whether it was created, updated or unchanged."""

    outcome: pushing.Outcome


class BatchOutcome(Model):
    """What became of one document: created, updated, unchanged or failed; `id` is the caller's."""

    id: str | None
    outcome: str
    document_id: str | None = None
    error: Refusal | None = None


class BatchView(View):
    data: list[BatchOutcome]


class IngestedFilter(Filter):
    """In which base the caller's id is to be looked for."""

    knowledge_base_id: str
