"""What may be asked of search, and the passages that it answers."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from appliance.engines.parse import clean
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Moment, Shape, View
from appliance.rooms.knowledge.retrieval.filters import SearchFilters

LONGEST_QUERY = 2_000


class Mode(StrEnum):
    AUTO = "auto"
    KEYWORD = "keyword"
    VECTOR = "vector"
    HYBRID = "hybrid"


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


Query = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUERY), PRINTABLE, BeforeValidator(_one_line)]


class SearchAsk(Shape):
    """A question to the passages; `@kb:name` or `@kb:"Two words"` in it narrows the bases to those so named.

    `as_of` answers from the texts that were current at that moment; where some of them were replaced since, it goes by
    words, and says how many it could not look into. `mode` auto takes what is there and fits the
    language; vector and hybrid need an embedding model. `explain` adds the parts of each score, and exact highlights.
    """

    query: Query
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    mode: Mode = Mode.AUTO
    filters: SearchFilters = Field(default_factory=SearchFilters)
    as_of: Moment | None = None
    explain: bool = False


class SearchAllAsk(SearchAsk):
    """The same across every base that the asker may read, or across the named ones."""

    knowledge_base_ids: Annotated[list[str], Field(max_length=1_000)] | None = None


class TermView(Model):
    """A word of the question that stands in the passage: in its body or title, and its part of the score."""

    term: str
    field: str
    weight: float


class Explanation(Model):
    """Where a passage's score comes from: its words, its nearness in meaning (a cosine), and its rank by either.

    `lexical` is the sum of the weights; `trigram` is what rare character sequences add. `fused` says that the score
    joins words and meaning on one scale; `rerank` is the judgement that changed its place and `score_before` the score
    until then; `right` says by what the asker reads the base.
    """

    lexical: float
    trigram: float
    terms: list[str]
    weights: list[TermView]
    vector: float | None = None
    lexical_rank: int | None = None
    vector_rank: int | None = None
    fused: bool = False
    rerank: float | None = None
    score_before: float | None = None
    right: str


class Span(Model):
    """A place in the stored text of the passage's version, in code points."""

    start: int
    end: int


class PassageView(Model):
    """A passage: `start` and `end` are code points of `version` of the document's text; `snippet` is safe HTML.

    It begins on `page` and ends on `last_page`.
    """

    chunk_id: str
    document_id: str
    external_id: str | None
    knowledge_base_id: str
    knowledge_base_name: str
    title: str
    text: str
    snippet: str
    score: float
    page: int | None
    last_page: int | None
    start: int
    end: int
    heading: str
    url: str
    link: str | None
    version: int
    explanation: Explanation | None = None
    highlights: list[Span] | None = None


class AsOf(Model):
    """The moment that was asked for. `former` documents are searched by the text that they had then and have no more.

    `replaced` ones had another text then too, which is not searched: it is forgotten, or there were too many.
    """

    at: Moment
    former: int
    replaced: int


class RerankReceipt(Model):
    """What became of judging the best passages once more: done; or late, refused, failed, which changed nothing."""

    state: str
    model: str
    passages: int
    took_ms: float


class Retrieved(View):
    """What was found, by which mode in truth, and the generation that served (of several bases the newest).

    `scope` are the bases that the question narrowed the search to, by `@kb:`.
    """

    data: list[PassageView]
    took_ms: float
    mode: Mode
    generation: int
    scope: list[str] | None = None
    as_of: AsOf | None = None
    rerank: RerankReceipt | None = None

    @property
    def passages(self) -> list[PassageView]:
        """The passages, best first."""
        return self.data


class NameFilter(Filter):
    """How the name of a base begins (`q`), or one of its words."""

    sorts: ClassVar[tuple[str, ...]] = ()

    q: str


class NamedBase(Model):
    """A base that may be named in a question."""

    id: str
    name: str


class SearchModes(View):
    """How searches may be asked to look, and whether there is a server to rerank the bases that want it."""

    modes: list[Mode]
    reranks: bool


class NamedBases(View):
    """The bases that a beginning may mean."""

    data: list[NamedBase]
