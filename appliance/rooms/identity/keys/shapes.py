"""Keys on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.keys.tables import ApiKey, Scope

CiScope = Literal["ci:deploy", "ci:evaluate", "ci:status"]


class KeyDraft(Shape):
    name: Line
    scope: Scope = Scope.FULL
    ci_scopes: Annotated[list[CiScope], Field(default_factory=list)]
    rate_limit: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    expires_in_days: Annotated[int, Field(strict=True, ge=1, le=3650)] | None = None

    @model_validator(mode="after")
    def _ci_scopes_belong_to_ci(self) -> Self:
        if (self.scope is Scope.CI) != bool(self.ci_scopes):
            raise ValueError("ci_scopes are given with the scope ci, and only with it")
        return self


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
    display: str
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    last_used_address: str | None
    can: list[str]

    @classmethod
    def of(cls, key: ApiKey) -> "KeyView":
        """A key as its owner sees it: never its secret."""
        return cls.from_row(key, can=["revoke"])


class NewKeyView(KeyView):
    secret: str

    @classmethod
    def with_secret(cls, key: ApiKey, secret: str) -> "NewKeyView":
        """A new key with its secret, shown once."""
        return cls.from_row(key, can=["revoke"], secret=secret)
