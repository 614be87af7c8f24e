"""The connector on the wire."""

from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, AliasChoices, Field, model_validator

from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.connector.tables import Instance
from appliance.rooms.identity.users.shapes import UserView

MOST_EVENTS = 500
_LAST_NUMBER = 2**53


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("must be an http or https address")
    return text.rstrip("/")


Address = Annotated[Line, AfterValidator(_address)]
Word = Literal[
    "user.created", "user.updated", "user.enabled", "user.disabled", "user.deleted",
    "group.created", "group.updated", "group.deleted", "group.member_added", "group.member_removed",
]  # fmt: skip


class BootstrapDraft(Shape):
    """What a Nextcloud says of itself. `url` names it for good: people are its uids at that address."""

    instance_id: Line
    name: Line
    url: Address
    version: Line | None = None


class BootstrappedView(View):
    """The key with which the instance signs from now on; it is in this answer and nowhere else."""

    id: str
    tenant_key: str
    organisation_id: str
    organisation_name: str


class HandshakeAsk(Filter):
    """Whose token is asked for; what is signed says so, never a header beside it."""

    uid: str
    name: str
    email: str


class HandshakeView(View):
    token: str
    expires_at: Moment
    user: UserView
    consent_required: bool
    consent_version: str


class SyncEvent(Shape):
    """One thing that happened in Nextcloud. Without a time it happened now."""

    type: Word = Field(validation_alias=AliasChoices("type", "eventType"))
    uid: Line | None = Field(None, validation_alias=AliasChoices("uid", "userId"))
    gid: Line | None = Field(None, validation_alias=AliasChoices("gid", "groupId"))
    occurred_at: Moment | None = None
    sequence: Annotated[int, Field(ge=0, le=_LAST_NUMBER)] = 0
    name: Line | None = None
    email: Line | None = None
    enabled: bool | None = None

    @model_validator(mode="after")
    def _names_its_thing(self) -> Self:
        if (self.type.startswith("user.") or "member" in self.type) and self.uid is None:
            raise ValueError("uid is missing")
        if self.type.startswith("group.") and self.gid is None:
            raise ValueError("gid is missing")
        return self


class SyncDraft(Shape):
    """Events in any order, each as often as one likes; one event alone may be sent without the list."""

    events: Annotated[list[SyncEvent], Field(min_length=1, max_length=MOST_EVENTS)]

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, given: Any) -> Any:
        if isinstance(given, dict) and "events" not in given and ("type" in given or "eventType" in given):
            return {"events": [given]}
        return given


class SyncedView(View):
    """What became of an event. `ignored` is older than what is known, `refused` has its reason."""

    type: str
    outcome: Literal["applied", "ignored", "refused"]
    reason: str | None = None


class SyncView(View):
    data: list[SyncedView]


class InstancePatch(Shape):
    name: Line | None = None
    creates_people: bool | None = None
    does_second_factor: bool | None = None
    default_role: Literal["viewer", "editor"] | None = None


class RotationDraft(Shape):
    """With `at_once` the present key dies now; else it holds for another day."""

    at_once: bool = False


class InstanceFilter(Filter):
    sorts = ("-created_at", "created_at", "name")

    name: str
    url: str


class InstanceView(View):
    id: str
    instance_id: str
    name: str
    url: str
    version: str
    is_app_api: bool
    creates_people: bool
    does_second_factor: bool
    default_role: Role
    people: int
    events: int
    last_event: str | None
    synced_at: Moment | None
    previous_key_until: Moment | None
    created_at: Moment
    can: list[str]

    @classmethod
    def of(cls, row: Instance, people: int, **more: Any) -> Self:
        """An instance without its key, unless it is given now."""
        return cls.from_row(
            row, version=row.release, people=people, previous_key_until=row.before_until,
            can=["change", "rotate", "remove"], **more,
        )  # fmt: skip


class RotatedView(InstanceView):
    tenant_key: str


class PairingView(View):
    """Signs the first call of one instance; it is in this answer and nowhere else."""

    secret: str
    expires_at: Moment
    bootstrap_url: str
