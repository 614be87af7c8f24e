"""Personal access tokens on the wire."""

from typing import Literal

from pydantic import Field

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.keys import Networks

State = Literal["active", "expired", "revoked"]


class TokenDraft(Shape):
    """A new token; null never expires."""

    name: Line
    expires_in_days: Literal[7, 30, 365] | None
    allowed_addresses: Networks = Field(default_factory=list)


class TokenFilter(Filter):
    sorts = ("-created_at", "created_at", "name", "last_used_at", "expires_at")

    name: str


class AnyTokenFilter(TokenFilter):
    user_id: str


class TokenView(View):
    id: str
    name: str
    display: str
    state: State
    created_at: Moment
    expires_at: Moment | None
    revoked_at: Moment | None
    last_used_at: Moment | None
    last_used_address: str | None
    allowed_addresses: list[str]
    can: list[str]


class NewTokenView(TokenView):
    secret: str


class OwnedTokenView(TokenView):
    """A token as an administrator sees it."""

    user_id: str
    user_name: str
