"""What comes in and goes out about embedding models. Keys come in and never go out."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from appliance.kernel.model import Model
from appliance.kernel.shape import PRINTABLE, Line, Moment, Shape, Token, View
from appliance.rooms.knowledge.embedding import keyed
from appliance.rooms.knowledge.embedding.tables import SourceKind

Address = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000), PRINTABLE]
Language = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[a-z]{2,3}$"), PRINTABLE]


class SourceDraft(Shape):
    """A model of this machine by its name, or one of a server. Without `api_key` the one that is set stays.

    `base_url` ends where `/embeddings` begins; Ollama's ends in `/api`. `languages` are those that the model was made
    for; none when it was made for all, or says so itself.
    """

    kind: SourceKind
    model: Line
    base_url: Address = ""
    api_key: Token | None = None
    languages: Annotated[list[Language], Field(max_length=50)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind is SourceKind.LOCAL:
            if self.base_url or self.api_key:
                raise ValueError("a model of this machine has neither base_url nor api_key")
            return self
        keyed.checked(self.base_url)
        return self


class ModelView(Model):
    """A model on this machine. `languages` are those it was made for; none when it does not say.

    `runtime` is what computes it, `runtime_reason` why that is not onnxruntime where it could be.
    """

    id: str
    name: str
    digest: str
    dimensions: int
    languages: list[str]
    license: str
    size_bytes: int
    added_at: Moment
    active: bool
    runtime: str
    runtime_reason: str


class ActiveView(Model):
    """The wanted model: `local` on this machine, or of a `server`."""

    id: str
    name: str
    kind: str
    dimensions: int | None
    languages: list[str]


class SourceView(View):
    """What administrators chose."""

    kind: SourceKind
    model: str
    base_url: str | None
    has_key: bool
    languages: list[str]
    updated_at: Moment


class EmbeddingView(View):
    """`search` is keyword without a model, hybrid with one, failing when its last call failed.

    `said_by` is who names the model: the machine's `environment`, which wins; the `organisation`; the `machine`, which
    takes the newest model added to it; or `nobody`. `bases_other` serve with another model until their new generation
    does; `bases_gone` answer by words, for nobody can ask their model any more.
    """

    search: str
    said_by: str
    source: SourceView | None
    active: ActiveView | None
    failure: str | None
    documents_missing: int
    bases_other: int
    bases_gone: int
    memory_bytes: int
    models: list[ModelView]


class TestAsk(Shape):
    """What to try before it is saved; without a source, the wanted one."""

    __test__ = False  # no test of ours

    source: SourceDraft | None = None


class TestView(View):
    """One sentence, embedded: how many numbers, in how many milliseconds; or why not."""

    __test__ = False  # no test of ours

    is_well: bool
    model: str
    dimensions: int | None
    took_ms: float
    failure: str | None
