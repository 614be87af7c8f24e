"""People on the wire."""

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, LongText, Moment, Shape, View
from appliance.rooms.identity.users.tables import Kind, User

_MOST_AT_ONCE = 1000
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


class UserReplacement(Shape):
    """What a person is replaced by; omitted fields go back to their default. The address stays."""

    name: Line
    role: Role = Role.EDITOR
    active: bool = True
    group_ids: Annotated[list[str], Field(default_factory=list)]


class HandOverDraft(Shape):
    """Who gets what the person owns."""

    to: str


class MembersDraft(Shape):
    """People to add: `user_ids`, or `user_id` for one."""

    user_ids: Annotated[list[str], Field(min_length=1, max_length=_MOST_AT_ONCE)]

    @model_validator(mode="before")
    @classmethod
    def _one_is_a_list_of_one(cls, given: Any) -> Any:
        if isinstance(given, dict) and "user_ids" not in given and "user_id" in given:
            return given | {"user_ids": [given["user_id"]]}
        return given


class ImportDraft(Shape):
    """A spreadsheet of people: columns email, name, role, groups (names, semicolons between them)."""

    csv: LongText
    dry_run: bool = False


class UserFilter(Filter):
    """`removed=true` lists the people who can still be restored."""

    extras: ClassVar[frozenset[str]] = frozenset({"removed"})
    sorts = ("-created_at", "created_at", "name", "email", "last_seen_at")

    email: str
    name: str
    role: Role
    kind: Kind
    active: bool
    removed: bool


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
    deleted_at: Moment | None
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


class InvitationFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "created_at", "expires_at")

    user_id: str


class OpenInvitationView(View):
    """Somebody who was invited and has not come; `expired` links are renewed or withdrawn."""

    id: str
    user_id: str
    email: str
    name: str
    role: Role
    state: Literal["open", "expired"]
    invited_by: str
    created_at: Moment
    expires_at: Moment


class ImportedView(View):
    """What became of one line. The link is there for somebody who was invited now."""

    line: int
    email: str
    outcome: Literal["invited", "exists", "would_invite"]
    id: str | None
    invite_url: str | None


class ImportView(View):
    data: list[ImportedView]
    invited: int
    existing: int


class ReasonView(View):
    """Why: owner, administrator, organisation, group (with its id and name), a grant, or a deny.

    Of a grant and a deny: the level, who gave it, the group through which the person has it, and its end.
    """

    reason: Literal["owner", "administrator", "organisation", "group", "grant", "deny"]
    group_id: str | None = None
    group_name: str | None = None
    level: str | None = None
    granted_by: str | None = None
    granted_by_name: str | None = None
    expires_at: Moment | None = None


class ReachedView(View):
    type: str
    id: str
    name: str
    access: str
    reasons: list[ReasonView]


class ReachView(View):
    user_id: str
    role: Role
    groups: list[GroupName]
    data: list[ReachedView]


class HandedOverView(View):
    from_user_id: str
    to_user_id: str
    moved: dict[str, int]
