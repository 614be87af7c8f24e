"""Consents on the wire."""

from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints

from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Line, Moment, Shape, View


class ConsentDraft(Shape):
    """Which version somebody agrees to; `accepted` false withdraws."""

    version: Line = Field(validation_alias=AliasChoices("version", "text_version"))
    accepted: bool = True


class ConsentStateView(View):
    """The text in force, and whether I agreed to it."""

    version: str
    text: str
    sha256: str
    given: bool
    given_at: Moment | None


class TextDraft(Shape):
    version: Line
    text: Annotated[str, StringConstraints(min_length=1, max_length=20_000), PRINTABLE]


class ConsentFilter(Filter):
    sorts = ("-created_at", "created_at", "text_version")

    user_id: str
    text_version: str


class ConsentView(View):
    id: str
    user_id: str
    user_name: str
    text_version: str
    text_sha256: str
    address: str
    created_at: Moment
    withdrawn_at: Moment | None
