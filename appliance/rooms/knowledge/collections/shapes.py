"""What comes in and goes out about knowledge bases."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints, model_validator

from appliance.engines.parse.chunk import OVERLAP, TOKENS
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Prose, Shape, View
from appliance.rooms.knowledge.collections.tables import Audience, KnowledgeBase, SearchMode, Switching, Visibility

LEAST_TOKENS, MOST_TOKENS = 32, 2_000
GroupId = Annotated[str, StringConstraints(pattern=r"^grp_[0-9a-z]{26}$")]
ChunkTokens = Annotated[int, Field(ge=LEAST_TOKENS, le=MOST_TOKENS)]
ChunkOverlap = Annotated[int, Field(ge=0, le=MOST_TOKENS // 2)]
GroupIds = Annotated[list[GroupId], Field(max_length=100)]


class BaseDraft(Shape):
    """A base to create. Nobody but its owner reads it unless `visibility` says so."""

    name: Line
    description: Prose = ""
    visibility: Visibility = Visibility.PRIVATE
    group_ids: GroupIds = Field(default_factory=list)
    search_mode: SearchMode = SearchMode.AUTO
    chunk_tokens: ChunkTokens = TOKENS
    chunk_overlap: ChunkOverlap = OVERLAP
    rerank: bool = False
    switching: Switching = Switching.AUTO

    @model_validator(mode="after")
    def _overlap_fits(self) -> Self:
        if self.chunk_overlap * 2 > self.chunk_tokens:
            raise ValueError("chunk_overlap must be at most half of chunk_tokens")
        return self


class BasePatch(Shape):
    """What may change. Other chunk sizes build a new generation of the index, which serves once it is whole."""

    name: Line = ""
    description: Prose = ""
    visibility: Visibility = Visibility.PRIVATE
    group_ids: GroupIds = Field(default_factory=list)
    search_mode: SearchMode = SearchMode.AUTO
    chunk_tokens: ChunkTokens = TOKENS
    chunk_overlap: ChunkOverlap = OVERLAP
    rerank: bool = False
    switching: Switching = Switching.AUTO


class BaseFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "updated_at", "name")

    name: str
    visibility: Visibility
    owner_id: str
    created_at: Moment
    updated_at: Moment


class PublishedView(Model):
    """To whom the marketplace shows a base, in which words, since when."""

    audience: Audience
    summary: str
    published_at: Moment


class BaseView(View):
    id: str
    name: str
    description: str
    visibility: Visibility
    group_ids: list[str]
    owner_id: str
    search_mode: SearchMode
    chunk_tokens: int
    chunk_overlap: int
    rerank: bool
    generation: int
    switching: Switching
    document_count: int
    chunk_count: int
    documents_by_state: dict[str, int]
    publication: PublishedView | None
    installed: bool
    can: list[str]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, base: KnowledgeBase, counts: dict[str, tuple[int, int]], **more: Any) -> Self:
        """A base with its counts by state; `more` says group_ids and can."""
        return cls.from_row(
            base,
            rerank=bool(base.rerank),
            document_count=sum(documents for documents, _ in counts.values()),
            chunk_count=sum(chunks for _, chunks in counts.values()),
            documents_by_state={state: documents for state, (documents, _) in counts.items()},
            **more,
        )
