"""Registration on the wire."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, Token, View
from appliance.rooms.identity.signin.shapes import NewPassword, SignedInView
from appliance.rooms.identity.users.shapes import Email, UserView


def _domain(text: str) -> str:
    return text.removeprefix("@").casefold()


_DOMAIN = r"^@?[^@\s.\x00]+(\.[^@\s.\x00]+)+$"
Domain = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=_DOMAIN, max_length=190), AfterValidator(_domain)
]
"""The part of an address behind the @."""


class SettingsDraft(Shape):
    """Only the keys that are sent change. Nobody becomes an administrator by registering."""

    open: bool | None = None
    waitlist: bool | None = None
    domains: Annotated[list[Domain], Field(max_length=100)] | None = None
    default_role: Literal["viewer", "editor"] | None = None
    default_group_ids: Annotated[list[str], Field(max_length=100)] | None = None


class SettingsView(View):
    open: bool = False
    waitlist: bool = False
    domains: list[str] = []
    default_role: Role = Role.EDITOR
    default_group_ids: list[str] = []


class SignupStatusView(View):
    """What the entrance shows."""

    open: bool
    waitlist: bool


class SignupDraft(Shape):
    email: Email
    password: NewPassword
    name: Line | None = None


class ProofDraft(Shape):
    """The token of the link that was sent to the address."""

    token: Token


class PendingDraft(Shape):
    email: Email
    name: Line | None = None


class SignedUpView(SignedInView):
    id: str


class PendingView(View):
    pending: Literal[True] = True
    reason: Literal["approval", "confirmation"] = "approval"
    message: str = "An administrator will look at it."


class ApplicantFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("created_at", "-created_at", "email")

    email: str
    name: str


class ApplicantView(View):
    id: str
    email: str
    name: str
    has_password: bool
    created_at: Moment


class ApprovedView(View):
    user: UserView
    invite_url: str | None


class OrganisationFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("name", "-name")

    name: str


class PublicOrganisationView(View):
    id: str
    name: str
