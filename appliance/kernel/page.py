"""Lists: what is asked (limit, cursor, sort, filters) and what is answered (data and pagination)."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Generic, TypeVar, get_args

import orjson
from pydantic import TypeAdapter, ValidationError

from appliance.kernel.model import Model
from appliance.kernel.problem import BadRequest

T = TypeVar("T")
S = TypeVar("S")

MAX_LIMIT = 100
OPERATORS = ("ne", "gt", "gte", "lt", "lte", "in", "contains", "isnull")
_RESERVED = frozenset({"limit", "cursor", "sort"})
_WIDEST = 2**63


@dataclass(frozen=True, slots=True)
class PageAsk:
    """`?limit=&cursor=&sort=` as asked; the filter of the list says which sorts exist."""

    limit: int = 20
    cursor: str | None = None
    sort: str | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "PageAsk":
        """Read the query string; a limit that is not 1 to 100 is a bad request."""
        raw = query.get("limit", "20")
        if not raw.isascii() or not raw.isdigit() or len(raw) > 3 or not 1 <= int(raw) <= MAX_LIMIT:  # noqa: PLR2004
            raise BadRequest(f"limit must be a whole number from 1 to {MAX_LIMIT}", param="limit")
        return cls(int(raw), query.get("cursor") or None, query.get("sort") or None)


@dataclass(frozen=True, slots=True)
class Condition:
    field: str
    operator: str  # "eq" or one of OPERATORS
    value: Any


class Filter(Model):
    """What a list may be narrowed by. Fields are columns; `sorts` are its orders, the first one the default."""

    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)
    extras: ClassVar[frozenset[str]] = frozenset()  # query parameters that are no columns; the room reads them itself

    _conditions: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self._conditions

    def value(self, field: str) -> Any:
        """The value asked for by equality, or None."""
        return next((c.value for c in self._conditions if c.field == field and c.operator == "eq"), None)

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filter":
        """Read `?field=` and `?field__op=`; anything unknown or of the wrong type is a bad request."""
        found = cls.model_construct()
        found._conditions = tuple(_condition(cls, key, raw) for key, raw in query.items() if key not in _RESERVED)  # noqa: SLF001
        return found


def _condition(filter_type: type[Filter], key: str, raw: str) -> Condition:
    name, _, operator = key.partition("__")
    operator = operator or "eq"
    field = filter_type.model_fields.get(name)
    if field is None or (operator != "eq" and operator not in OPERATORS):
        raise BadRequest(f"There is no filter {key}", param=key)
    # pydantic keeps what `Annotated` says beside the type: without it a moment would be a plain number here
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    if operator == "isnull":
        kind = bool
    elif operator == "in":
        kind = list[kind]
    elif operator == "contains" and str not in (field.annotation, *get_args(field.annotation)):
        raise BadRequest(f"{name} cannot be searched for a part", param=key)
    try:
        value = TypeAdapter(kind).validate_python(raw.split(",") if operator == "in" else raw)
    except ValidationError:
        raise BadRequest(f"{key} has a value of the wrong kind", param=key) from None
    if not all(_can_be_stored(one) for one in (value if isinstance(value, list) else (value,))):
        raise BadRequest(f"{key} has a number that is too large", param=key)
    return Condition(name, operator, value)


def _can_be_stored(value: Any) -> bool:
    """Whether the database can compare it: its whole numbers have 64 bits."""
    return not isinstance(value, int) or -_WIDEST <= value < _WIDEST


class Pagination(Model):
    next_cursor: str | None
    has_more: bool
    total: int


class Page(Model, Generic[T]):
    """One page of a list, in the contract's shape."""

    data: list[T]
    pagination: Pagination

    @classmethod
    def whole(cls, rows: Sequence[T]) -> "Page[T]":
        """A list that is always given whole."""
        last = Pagination(next_cursor=None, has_more=False, total=len(rows))
        return cls.model_construct(data=list(rows), pagination=last)


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """One page of rows, before they are shaped."""

    data: list[T]
    pagination: Pagination

    def map(self, shape: Callable[[T], S]) -> Page[S]:
        """The page as views."""
        return Page.model_construct(data=[shape(row) for row in self.data], pagination=self.pagination)


def encode_cursor(sort: str, values: Sequence[Any]) -> str:
    """An opaque cursor: the sort it belongs to and the last row's place in it."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, *values])).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, length: int) -> list[Any]:
    """The place a cursor names; a bad request when it is not one of this list's."""
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise BadRequest("This cursor is not one of ours", param="cursor") from None
    plain = isinstance(found, list) and all(
        v is None or (isinstance(v, str | int | float) and _can_be_stored(v)) for v in found
    )
    if not plain or len(found) != length + 1 or found[0] != sort:
        raise BadRequest("This cursor does not belong to this list", param="cursor")
    place: list[Any] = found[1:]
    return place
