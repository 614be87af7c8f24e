"""What documents must be like to be searched, as callers say it.

Fields that are not named here are facts of a document's metadata; a fact may be compared by the endings of the lists of
this product (`year__gte`), and an ending that nobody knows is refused rather than taken for a name.
"""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field

from appliance.kernel.problem import BadRequest
from appliance.kernel.shape import LongText, Moment, Shape
from appliance.rooms.knowledge.documents.narrowing import Fact, Wanted

Value = str | int | float | bool | None
_COMPARED: Final = ("gte", "gt", "lte", "lt")
_TESTS: Final = (*_COMPARED, "in", "ne")


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Several = Annotated[list[LongText], BeforeValidator(_several), Field(min_length=1, max_length=100)]
"""One value, or several of which any will do."""
Page = Annotated[int, Field(ge=1, le=10_000_000)]


class SearchFilters(Shape):
    """What documents must be like. Every field that is not named here is a fact of their metadata, as in `metadata`.

    Facts take `__gte`, `__gt`, `__lte`, `__lt`, `__ne` and `__in`. `tags`, `owner_id`, `language`, `state` and `kind`
    (upload, pushed, web, or a file's ending) take one value or a list, and look at the document and its metadata.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Value | list[Value]] = Field(init=False)

    metadata: dict[str, Value] = Field(default_factory=dict)
    title: LongText | None = None
    title__contains: LongText | None = None
    tags: Several | None = None
    owner_id: Several | None = None
    language: Several | None = None
    kind: Several | None = None
    state: Several | None = None
    document_id: Several | None = None
    page: Page | None = None
    page__gte: Page | None = None
    page__lte: Page | None = None
    created_at__gte: Moment | None = None
    created_at__gt: Moment | None = None
    created_at__lte: Moment | None = None
    created_at__lt: Moment | None = None
    updated_at__gte: Moment | None = None
    updated_at__gt: Moment | None = None
    updated_at__lte: Moment | None = None
    updated_at__lt: Moment | None = None

    def wanted(self, as_of: int | None = None) -> Wanted:
        """The filters with inclusive bounds; BadRequest for one that there is not."""
        facts = [Fact(key, "", value) for key, value in self.metadata.items()]
        facts += [_fact(key, value) for key, value in (self.__pydantic_extra__ or {}).items()]
        return Wanted(
            facts=tuple(facts), title=self.title, title_contains=self.title__contains, tags=tuple(self.tags or ()),
            owner_ids=tuple(self.owner_id or ()), languages=tuple(self.language or ()), kinds=tuple(self.kind or ()),
            states=tuple(self.state or ()), document_ids=tuple(self.document_id or ()),
            created_from=_most(self.created_at__gte, _moved(self.created_at__gt, 1)),
            created_to=_least(self.created_at__lte, _moved(self.created_at__lt, -1)),
            updated_from=_most(self.updated_at__gte, _moved(self.updated_at__gt, 1)),
            updated_to=_least(self.updated_at__lte, _moved(self.updated_at__lt, -1)),
            page_from=_most(self.page, self.page__gte), page_to=_least(self.page, self.page__lte), as_of=as_of,
        )  # fmt: skip


def _fact(name: str, value: Any) -> Fact:
    key, mark, test = name.rpartition("__")
    if not mark:
        key, test = name, ""
    elif test not in _TESTS or key in SearchFilters.model_fields:
        raise BadRequest(f"There is no filter {name}", param=f"filters.{name}")
    if isinstance(value, list) != (test == "in"):
        raise BadRequest(
            f"The filter {name} takes {'a list' if test == 'in' else 'one value'}", param=f"filters.{name}"
        )
    if test in _COMPARED and (value is None or isinstance(value, bool)):
        raise BadRequest(f"The filter {name} takes a number or a text", param=f"filters.{name}")
    return Fact(key, test, value)


def _moved(moment: int | None, by: int) -> int | None:
    return None if moment is None else moment + by


def _most(*bounds: int | None) -> int | None:
    return max((bound for bound in bounds if bound is not None), default=None)


def _least(*bounds: int | None) -> int | None:
    return min((bound for bound in bounds if bound is not None), default=None)
