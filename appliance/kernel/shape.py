"""Shapes: what comes in (Draft, Patch) and what goes out (View). Strict about types, silent about unknown fields."""

from functools import cache
from typing import Annotated, Any, ClassVar, Self, get_args

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


class Shape(BaseModel):
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


class View(BaseModel):
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
        values = {name: known[name] if name in known else getattr(row, name)
                  for name in cls.__pydantic_fields__ if name in known or hasattr(row, name)}  # fmt: skip
        for name, adapter in _nested(cls):
            if values.get(name) is not None and not isinstance(values[name], BaseModel):
                values[name] = adapter.validate_python(values[name])
        if len(values) < len(cls.__pydantic_fields__):
            values = dict(cls(**values))
        return cls._of(values, f'"{row.id}.{row.version}"')

    @classmethod
    def _of(cls, values: dict[str, Any], etag: str) -> Self:
        """A view of these values as they are: rows hold what tables allow, and are not checked a second time."""
        view = cls.__new__(cls)
        _put(view, "__dict__", values)
        _put(view, "__pydantic_fields_set__", set(values))
        _put(view, "__pydantic_extra__", None)
        _put(view, "__pydantic_private__", {"_etag": etag})
        return view


_put = object.__setattr__


@cache
def _nested(view: type[View]) -> tuple[tuple[str, TypeAdapter[Any]], ...]:
    """The fields that hold shapes themselves: these are made of plain JSON, so they are read like it."""
    kinds: dict[str, Any] = {name: field.annotation for name, field in view.__pydantic_fields__.items()}
    return tuple((name, TypeAdapter(kind)) for name, kind in kinds.items() if _holds_shape(kind))


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
    """Refuse what cannot be stored as text. Goes behind the limits in an Annotated, else they count items."""
    if isinstance(text, str):
        text.encode()  # a lone surrogate cannot be stored; UnicodeEncodeError is a ValueError
        if "\x00" in text:
            raise ValueError("must not contain a NUL character")
    return text


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), BeforeValidator(printable)
]
"""One trimmed line of 1 to 200 characters: names and titles."""

Prose = Annotated[str, StringConstraints(max_length=20_000), BeforeValidator(printable)]
"""Text of up to 20,000 characters."""

Token = Annotated[str, StringConstraints(min_length=1, max_length=20_000), BeforeValidator(printable)]
"""A secret or key as it is given."""

LongText = Annotated[str, BeforeValidator(printable)]
"""Text limited by the request's size alone."""
