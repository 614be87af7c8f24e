"""What comes in and goes out about web pages."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, Field, StringConstraints

from appliance.engines.web.addresses import BadAddress, normal
from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.knowledge.webpages.tables import Kind, PageState, Progress, Schedule, Webpage

MOST_PAGES, MOST_DEPTH = 2_000, 10


def _address(url: str) -> str:
    try:
        return normal(url)
    except BadAddress as problem:
        raise ValueError(str(problem)) from None


Address = Annotated[str, StringConstraints(min_length=1, max_length=2_000), AfterValidator(_address)]
"""An http or https address, in its normal spelling."""
Prefix = Annotated[str, StringConstraints(pattern=r"^/[^\s\x00-\x1f]*$", max_length=500)]
"""The beginning of a path."""
Prefixes = Annotated[list[Prefix], Field(max_length=50)]
Depth = Annotated[int, Field(ge=0, le=MOST_DEPTH)]
PageLimit = Annotated[int, Field(ge=1, le=MOST_PAGES)]


class WebpageDraft(Shape):
    """A page, the site that begins there, or the pages that a site map names, to be read into a base.

    A site is read `depth` links deep and on its own host alone; both stop at `page_limit` pages, and paths must begin
    with one of `include` (if there are any) and with none of `exclude`.
    """

    url: Address
    knowledge_base_id: str
    kind: Kind = Kind.PAGE
    schedule: Schedule = Schedule.NEVER
    depth: Depth = 2
    page_limit: PageLimit = 100
    include: Prefixes = Field(default_factory=list)
    exclude: Prefixes = Field(default_factory=list)


class WebpagePatch(Shape):
    """What may change. New bounds hold from the next reading on; what was read before them stays."""

    schedule: Schedule = Schedule.NEVER
    depth: Depth = 2
    page_limit: PageLimit = 100
    include: Prefixes = Field(default_factory=list)
    exclude: Prefixes = Field(default_factory=list)


class WebpageFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "updated_at", "url", "next_at")

    knowledge_base_id: str
    kind: Kind
    schedule: Schedule
    state: Progress
    url: str
    created_at: Moment
    updated_at: Moment


class WebpageView(View):
    """`pages_by_state` counts every address that is known; `waiting` of them are still to be asked for in this reading.

    `asked` addresses were asked for in the last reading: `changed` brought new content, `unchanged` the same again,
    `not_modified` said so without sending it. `left_out` links lay beyond the limits.
    """

    id: str
    knowledge_base_id: str
    kind: Kind
    url: str
    title: str
    schedule: Schedule
    depth: int
    page_limit: int
    include: list[str]
    exclude: list[str]
    state: Progress
    error_code: str | None
    pages_by_state: dict[str, int]
    document_count: int
    waiting: int
    asked: int
    changed: int
    unchanged: int
    not_modified: int
    left_out: int
    started_at: Moment | None
    finished_at: Moment | None
    next_at: Moment | None
    added_by: str
    can: list[str]
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: Webpage, **more: Any) -> Self:
        """A web page; `more` says its counts and what the asker may do."""
        return cls.from_row(row, **more)


class AddressFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("depth", "url", "fetched_at", "created_at")

    state: PageState
    url: str
    depth: int
    error_code: str


class AddressView(View):
    """One address. `document_id` is the document that holds its content, also while a later try failed."""

    id: str
    webpage_id: str
    url: str
    title: str
    depth: int
    state: PageState
    error_code: str | None
    http_status: int | None
    target: str | None
    document_id: str | None
    fetched_at: Moment | None
    changed_at: Moment | None


class RemovalFilter(Filter):
    """Whether the documents of the pages stay."""

    keep_documents: bool
