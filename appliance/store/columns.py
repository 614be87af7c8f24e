"""The house's column types over peewee's fields, all safe with apsw: times are integers, flags 0 or 1, JSON is text."""

from enum import StrEnum
from typing import Any

import orjson
from peewee import BlobField, FloatField, IntegerField, TextField
from playhouse.apsw_ext import BooleanField


def _options(optional: bool, fast: bool, more: dict[str, Any]) -> dict[str, Any]:
    return {"null": optional, "index": fast} | more


def Id() -> Any:  # noqa: N802 -- column types read as types
    """The primary key; `Table` fills it with a new id of its prefix."""
    return TextField(primary_key=True)


def IdOf(prefix: str, *, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """The id of a row of another table, by prefix; classes do not cross rooms."""
    options = _options(optional, fast, more)
    return TextField(help_text=prefix, **options)


def Line(_most: int = 200, *, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """Short text; the shape enforces its length."""
    return TextField(**_options(optional, fast, more))


def Prose(*, optional: bool = False, **more: Any) -> Any:  # noqa: N802
    """Long text."""
    return TextField(**_options(optional, False, more))


def Whole(*, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """A whole number below 2**63."""
    return IntegerField(**_options(optional, fast, more))


def Real(*, optional: bool = False, **more: Any) -> Any:  # noqa: N802
    """A floating-point number."""
    return FloatField(**_options(optional, False, more))


def Stamp(*, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """A moment: milliseconds since the epoch, UTC."""
    return IntegerField(**_options(optional, fast, more))


def Flag(default: bool | None = None, *, optional: bool = False, **more: Any) -> Any:  # noqa: N802
    """True or false."""
    return BooleanField(**_options(optional, False, more), **({} if default is None else {"default": default}))


def Digest(*, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """32 bytes of SHA-256."""
    return BlobField(**_options(optional, fast, more))


def Bytes(*, optional: bool = False, **more: Any) -> Any:  # noqa: N802
    """Raw bytes, sealed or compressed."""
    return BlobField(**_options(optional, False, more))


class ChoiceField(TextField):
    """Text that is a member of an enumeration."""

    def __init__(self, choice: type[StrEnum], **options: Any) -> None:
        self.choice = choice
        super().__init__(**options)

    def db_value(self, value: Any) -> Any:
        return None if value is None else self.choice(value).value

    def python_value(self, value: Any) -> Any:
        return None if value is None else self.choice(value)


def Choice(choice: type[StrEnum], *, optional: bool = False, fast: bool = False, **more: Any) -> Any:  # noqa: N802
    """One of an enumeration's values."""
    return ChoiceField(choice, **_options(optional, fast, more))


class JsonField(TextField):
    """Text that is JSON."""

    def db_value(self, value: Any) -> Any:
        return None if value is None else orjson.dumps(value).decode()

    def python_value(self, value: Any) -> Any:
        return None if value is None else orjson.loads(value)


def Json(*, optional: bool = False, **more: Any) -> Any:  # noqa: N802
    """Any JSON value."""
    return JsonField(**_options(optional, False, more))
