"""Service keys on the wire."""

from typing import Annotated, Any, Self

from pydantic import Field

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.keys import LifeDays, Networks, RateLimit
from appliance.rooms.identity.service_keys.policy import VERBS
from appliance.rooms.identity.service_keys.tables import KeyType, ServiceKey


class ServiceKeyDraft(Shape):
    name: Line
    type: KeyType
    rate_limit: RateLimit | None = None
    expires_in_days: LifeDays | None = None
    allowed_addresses: Networks = Field(default_factory=list)
    group_ids: Annotated[list[str], Field(default_factory=list)]


class ServiceKeyPatch(Shape):
    name: Line | None = None
    type: KeyType | None = None
    rate_limit: RateLimit | None = None
    allowed_addresses: Networks | None = None
    group_ids: list[str] | None = None


class ServiceKeyFilter(Filter):
    sorts = ("-created_at", "created_at", "name", "last_used_at")

    name: str
    type: KeyType


class ServiceKeyView(View):
    id: str
    name: str
    type: KeyType
    user_id: str
    display: str
    rate_limit: int | None
    allowed_addresses: list[str]
    group_ids: list[str]
    created_by: str
    created_at: Moment
    expires_at: Moment | None
    last_used_at: Moment | None
    last_used_address: str | None
    can: list[str]

    @classmethod
    def of(cls, key: ServiceKey, group_ids: list[str], **more: Any) -> Self:
        """A key as administrators see it: never its secret, unless it is given now."""
        return cls.from_row(
            key, can=list(VERBS), allowed_addresses=key.allowed_addresses or [], group_ids=group_ids, **more
        )


class NewServiceKeyView(ServiceKeyView):
    secret: str
