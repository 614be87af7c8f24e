"""Signing in on the wire."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, model_validator

from appliance.engines.passwords import LONGEST, SHORTEST
from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Line, LongText, Moment, Shape, View
from appliance.rooms.identity.factors.shapes import Code
from appliance.rooms.identity.federation import WayInView
from appliance.rooms.identity.orgs.shapes import TimeZone
from appliance.rooms.identity.signin.portrait import LONGEST_PORTRAIT, checked
from appliance.rooms.identity.users.shapes import Email, GroupName, UserView

GivenPassword = Annotated[str, StringConstraints(min_length=1, max_length=1000), PRINTABLE]
NewPassword = Annotated[str, StringConstraints(min_length=SHORTEST, max_length=LONGEST), PRINTABLE]


def _empty_is_none(value: Any) -> Any:
    return None if value == "" else value


class SetupDraft(Shape):
    email: Email
    password: NewPassword
    name: Line
    organisation_name: Annotated[Line | None, BeforeValidator(_empty_is_none)] = None
    setup_token: LongText | None = None


class SignInDraft(Shape):
    takes_form: ClassVar[bool] = True

    email: Line
    password: GivenPassword

    @model_validator(mode="before")
    @classmethod
    def _username_is_the_address(cls, given: Any) -> Any:
        if isinstance(given, dict) and "email" not in given and "username" in given:
            return given | {"email": given["username"]}
        return given


class AcceptDraft(Shape):
    name: Line
    password: NewPassword


class PasswordDraft(Shape):
    current_password: GivenPassword
    new_password: NewPassword
    revoke_tokens: bool = False


class SecondStepDraft(Shape):
    mfa_token: GivenPassword
    code: Code


class ConfirmDraft(Shape):
    """One of the two proves who somebody is."""

    password: GivenPassword | None = None
    code: Code | None = None


Picture = Annotated[str, StringConstraints(max_length=LONGEST_PORTRAIT), PRINTABLE, AfterValidator(checked)]


class ProfilePatch(Shape):
    name: Line | None = None
    avatar: Picture | None = None
    language: Literal["en", "de"] | None = None
    time_zone: TimeZone | None = None


class PickUpAsk(Filter):
    """The token may also come in the header X-Session-Token, where no log keeps it."""

    extras: ClassVar[frozenset[str]] = frozenset({"token"})

    token: str


class SetupStatusView(View):
    bootstrapped: bool
    setup_token_needed: bool
    password_sign_in: bool
    providers: list[str]
    ways: list[WayInView]
    locales: list[str]


class MeView(UserView):
    """Oneself: a person as others see them, and what is one's own affair."""

    language: str | None
    time_zone: str | None
    avatar: str | None
    second_factor: bool
    has_password: bool
    signed_in_by: str | None
    fresh_until: Moment | None


class SignedInView(View):
    token: str
    expires_at: Moment
    user: MeView


class SecondStepView(View):
    """The password was right and a second factor is asked for."""

    mfa_required: Literal[True] = True
    mfa_token: str
    expires_at: Moment


class ConfirmedView(View):
    confirmed_at: Moment
    fresh_until: Moment


class InvitationView(View):
    email: str
    name: str
    role: Role
    organisation_name: str
    expires_at: Moment


class CsrfView(View):
    csrf_token: str


class OrganisationView(View):
    id: str
    name: str
    role: Role


class PermissionsView(View):
    user_id: str
    role: Role
    is_operator: bool
    permissions: list[str]
    groups: list[GroupName]
    organisations: list[OrganisationView]
    beta_features: list[str]
