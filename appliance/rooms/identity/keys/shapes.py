"""Keys on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.keys.networks import Networks
from appliance.rooms.identity.keys.policy import OWNER_VERBS
from appliance.rooms.identity.keys.tables import ApiKey, Scope

CiScope = Literal["ci:deploy", "ci:evaluate", "ci:status"]
RateLimit = Annotated[int, Field(strict=True, ge=1, le=100_000)]
"""Requests a minute, exact."""
LifeDays = Annotated[int, Field(strict=True, ge=1, le=3650)]
_MOST_OVERLAP_HOURS = 30 * 24


class KeyDraft(Shape):
    name: Line
    scope: Scope = Scope.FULL
    ci_scopes: Annotated[list[CiScope], Field(default_factory=list)]
    rate_limit: RateLimit | None = None
    expires_in_days: LifeDays | None = None
    allowed_addresses: Networks = Field(default_factory=list)

    @model_validator(mode="after")
    def _ci_scopes_belong_to_ci(self) -> Self:
        if (self.scope is Scope.CI) != bool(self.ci_scopes):
            raise ValueError("ci_scopes are given with the scope ci, and only with it")
        return self


class KeyReplacement(Shape):
    """What may be changed of a key; omitted fields go back to their default."""

    name: Line
    rate_limit: RateLimit | None = None
    allowed_addresses: Networks = Field(default_factory=list)


class KeyPatch(Shape):
    name: Line | None = None
    rate_limit: RateLimit | None = None
    allowed_addresses: Networks | None = None


class RotationDraft(Shape):
    """For how many hours the former secret opens the key beside the new one; 0 ends it with the answer."""

    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=_MOST_OVERLAP_HOURS)]


class KeyFilter(Filter):
    sorts = ("-created_at", "created_at", "name", "last_used_at")

    name: str
    scope: Scope


class KeyView(View):
    id: str
    name: str
    scope: Scope
    ci_scopes: list[str]
    rate_limit: int | None
    allowed_addresses: list[str]
    display: str
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    last_used_address: str | None
    former_until: Moment | None
    can: list[str]

    @classmethod
    def of(cls, key: ApiKey) -> "KeyView":
        """A key as its owner sees it: never its secret."""
        return cls.from_row(key, **_extra(key))


class NewKeyView(KeyView):
    secret: str

    @classmethod
    def with_secret(cls, key: ApiKey, secret: str) -> "NewKeyView":
        """A new key with its secret, shown once."""
        return cls.from_row(key, secret=secret, **_extra(key))


def _extra(key: ApiKey) -> dict[str, list[str]]:
    return {"can": list(OWNER_VERBS), "allowed_addresses": key.allowed_addresses or []}
