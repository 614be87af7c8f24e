"""Signing in on the wire."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, StringConstraints, model_validator

from appliance.engines.passwords import LONGEST, SHORTEST
from appliance.kernel.actor import Role
from appliance.kernel.shape import Line, LongText, Moment, Shape, View
from appliance.rooms.identity.users.shapes import Email, GroupName, UserView

GivenPassword = Annotated[LongText, StringConstraints(min_length=1, max_length=1000)]
NewPassword = Annotated[LongText, StringConstraints(min_length=SHORTEST, max_length=LONGEST)]


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


class SetupStatusView(View):
    bootstrapped: bool
    setup_token_needed: bool
    password_sign_in: bool
    providers: list[str]
    locales: list[str]


class SignedInView(View):
    token: str
    expires_at: Moment
    user: UserView


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
