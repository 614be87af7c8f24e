"""What may be asked of search, and the passages that it answers."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from appliance.engines.parse import clean
from appliance.kernel.model import Model
from appliance.kernel.shape import LongText, Moment, Shape, View
from appliance.rooms.knowledge.documents import found_passages

LONGEST_QUERY = 2_000
Fact = str | int | float | bool | None


class Mode(StrEnum):
    AUTO = "auto"
    KEYWORD = "keyword"
    VECTOR = "vector"
    HYBRID = "hybrid"


def _one_line(text: Any) -> Any:
    return " ".join(clean(text).split()) if isinstance(text, str) else text


Query = Annotated[LongText, BeforeValidator(_one_line), StringConstraints(min_length=1, max_length=LONGEST_QUERY)]


class SearchFilters(Shape):
    """What documents must be like. Every field that is not named here is a fact of their metadata, as in `metadata`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Fact] = Field(init=False)

    metadata: dict[str, Fact] = Field(default_factory=dict)
    title: LongText | None = None
    title__contains: LongText | None = None
    created_at__gte: Moment | None = None
    created_at__gt: Moment | None = None
    created_at__lte: Moment | None = None
    created_at__lt: Moment | None = None

    def wanted(self) -> found_passages.Wanted:
        """The filters with inclusive bounds."""
        return found_passages.Wanted(
            facts={**self.metadata, **(self.__pydantic_extra__ or {})},
            title=self.title,
            title_contains=self.title__contains,
            created_from=_latest(self.created_at__gte, _moved(self.created_at__gt, 1)),
            created_to=_earliest(self.created_at__lte, _moved(self.created_at__lt, -1)),
        )


def _moved(moment: int | None, by: int) -> int | None:
    return None if moment is None else moment + by


def _latest(*moments: int | None) -> int | None:
    return max((moment for moment in moments if moment is not None), default=None)


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)


class SearchAsk(Shape):
    """A question to the passages. `as_of` leaves out whatever was not yet there, or has changed, since that moment.

    `mode` auto takes what is there and fits the language; vector and hybrid need an embedding model.
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


class Explanation(Model):
    """Where a passage's score comes from: its words, its nearness in meaning (a cosine), and its rank by either."""

    lexical: float
    trigram: float
    terms: list[str]
    vector: float | None = None
    lexical_rank: int | None = None
    vector_rank: int | None = None


class PassageView(Model):
    """A passage: `start` and `end` are code points of `version` of the document's text; `snippet` is safe HTML.

    It begins on `page` and ends on `last_page`.
    """

    chunk_id: str
    document_id: str
    external_id: str | None
    knowledge_base_id: str
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


class Retrieved(View):
    """What was found, by which mode in truth, and the generation that served (of several bases the newest)."""

    data: list[PassageView]
    took_ms: float
    mode: Mode
    generation: int

    @property
    def passages(self) -> list[PassageView]:
        """The passages, best first."""
        return self.data
