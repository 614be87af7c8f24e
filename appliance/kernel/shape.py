"""Shapes: what comes in (Draft, Patch) and what goes out (View). Strict about types, silent about unknown fields."""

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)

from appliance.kernel import clock
from appliance.kernel.model import Model


class Shape(Model):
    """A body that comes in. Unknown fields are ignored, so a client may send back what it was given."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=False, allow_inf_nan=False)

    takes_form: ClassVar[bool] = False
    """Whether a page's plain form may be sent instead of JSON."""

    def fields(self) -> dict[str, Any]:
        """Every field with its value."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def sent(self) -> dict[str, Any]:
        """Only the fields that the caller sent: what a PATCH changes."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class View(Model):
    """A body that goes out: built from a row field by field, so that no column leaks by accident."""

    model_config = ConfigDict(from_attributes=True)

    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        return self._etag

    @classmethod
    def from_row(cls, row: Any, **more: Any) -> Self:
        """A view whose fields are the row's columns of the same name, and `more`."""
        known = getattr(row, "__dict__", {}) | more
        plan = _plan(cls)
        try:
            values = dict(zip(plan.names, plan.pick(known), strict=True))
        except KeyError:
            values = {name: known[name] if name in known else getattr(row, name)
                      for name in plan.names if name in known or hasattr(row, name)}  # fmt: skip
        for name, adapter in plan.nested:
            if values.get(name) is not None and not isinstance(values[name], BaseModel):
                values[name] = adapter.validate_python(values[name])
        if len(values) < len(plan.names):
            values = dict(cls(**values))
        view = cls.__new__(cls)  # rows hold what their tables allow: nothing is checked a second time
        _put(view, "__dict__", values)
        _put(view, "__pydantic_fields_set__", plan.every)
        _put(view, "__pydantic_extra__", None)
        _put(view, "__pydantic_private__", {"_etag": f'"{row.id}.{row.version}"'})
        return view


_put = object.__setattr__


class _Plan(NamedTuple):
    """How a view is made of a row. Fields that hold shapes come as plain JSON, so they are read like it."""

    names: tuple[str, ...]
    pick: Callable[[Any], tuple[Any, ...]]
    nested: tuple[tuple[str, TypeAdapter[Any]], ...]
    every: set[str]


@cache
def _plan(view: type[View]) -> _Plan:
    kinds: dict[str, Any] = {name: field.annotation for name, field in view.__pydantic_fields__.items()}
    names = tuple(kinds)
    nested = tuple((name, TypeAdapter(kind)) for name, kind in kinds.items() if _holds_shape(kind))
    return _Plan(names, itemgetter(*names) if len(names) > 1 else lambda known: (known[names[0]],), nested, set(names))


def _holds_shape(annotation: Any) -> bool:
    if isinstance(annotation, type) and not get_args(annotation):
        return issubclass(annotation, BaseModel)
    return any(_holds_shape(one) for one in get_args(annotation))


def _to_millis(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return clock.from_iso(value)
        except (ValueError, OverflowError):
            raise ValueError("must be a time in ISO 8601") from None
    return value


_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999  # the years 1 to 9999, which ISO 8601 can print

Moment = Annotated[
    int,
    BeforeValidator(_to_millis),
    Field(ge=_FIRST_MS, le=_LAST_MS),
    PlainSerializer(clock.iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time: integer milliseconds inside, ISO 8601 with milliseconds and Z on the wire."""


def printable(text: Any) -> Any:
    """Refuse what cannot be stored as text."""
    if isinstance(text, str):
        text.encode()  # a lone surrogate cannot be stored; UnicodeEncodeError is a ValueError
        if "\x00" in text:
            raise ValueError("must not contain a NUL character")
    return text


PRINTABLE = BeforeValidator(printable)
"""For texts with limits. Stands behind them in an Annotated: limits that stand behind it speak of items."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), PRINTABLE]
"""One trimmed line of 1 to 200 characters: names and titles."""

Prose = Annotated[str, StringConstraints(max_length=20_000), PRINTABLE]
"""Text of up to 20,000 characters."""

Token = Annotated[str, StringConstraints(min_length=1, max_length=20_000), PRINTABLE]
"""A secret or key as it is given."""

LongText = Annotated[str, PRINTABLE]
"""Text limited by the request's size alone."""


def sentence(message: str) -> str:
    """What a check of ours said, without what pydantic puts before it, and without names of our classes."""
    return message.removeprefix("Value error, ").partition(" or instance of ")[0]
