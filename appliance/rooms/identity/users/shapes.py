"""People on the wire."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.users.tables import Kind, User

_ADDRESS = re.compile(r"[^@\s\x00-\x1f<>\",;]{1,64}@[^@\s\x00-\x1f<>\",;]{1,189}")


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError("must be an e-mail address")
    return text


Email = Annotated[Line, AfterValidator(_address)]
"""An e-mail address as it is given; compared without regard to case."""


class UserDraft(Shape):
    email: Email
    name: Line | None = None
    role: Role = Role.EDITOR
    group_ids: Annotated[list[str], Field(default_factory=list)]


class UserPatch(Shape):
    name: Line | None = None
    role: Role | None = None
    active: bool | None = None
    group_ids: list[str] | None = None


class UserFilter(Filter):
    sorts = ("-created_at", "created_at", "name", "email", "last_seen_at")

    email: str
    name: str
    role: Role
    kind: Kind
    active: bool


class GroupName(View):
    id: str
    name: str


class UserView(View):
    id: str
    email: str
    name: str
    role: Role
    kind: Kind
    organisation_id: str
    groups: list[GroupName]
    active: bool
    invited: bool
    created_at: Moment
    last_seen_at: Moment | None
    can: list[str]

    @classmethod
    def of(cls, user: User, groups: list[tuple[str, str]], can: list[str]) -> "UserView":
        """A person with their groups and what the reader may do with them."""
        return cls.from_row(user, **_extra(user, groups, can))


class InvitedView(UserView):
    invite_url: str

    @classmethod
    def invited_by(cls, user: User, groups: list[tuple[str, str]], can: list[str], invite_url: str) -> "InvitedView":
        """An invited person and the address that lets them in, shown once."""
        return cls.from_row(user, invite_url=invite_url, **_extra(user, groups, can))


def _extra(user: User, groups: list[tuple[str, str]], can: list[str]) -> dict[str, object]:
    return {
        "organisation_id": user.org_id,
        "groups": [GroupName(id=id_, name=name) for id_, name in groups],
        "invited": user.joined_at is None and user.kind is Kind.PERSON,
        "can": can,
    }
