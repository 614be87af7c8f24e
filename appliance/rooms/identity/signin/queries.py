"""Reads of signing in."""

from dataclasses import dataclass

from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.rooms.identity import groups, orgs, users
from appliance.rooms.identity.signin import policy
from appliance.rooms.identity.signin.shapes import (
    InvitationView,
    OrganisationView,
    PermissionsView,
    SetupStatusView,
)
from appliance.rooms.identity.signin.tables import SetupLink
from appliance.rooms.identity.users.queries import is_bootstrapped, open_invitation
from appliance.rooms.identity.users.shapes import GroupName
from appliance.rooms.identity.users.tables import Invitation

LOCALES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address before the password is judged. The same is asked of unknown ones."""

    user_id: str = ""
    org_id: str = ""
    password: str | None = None


def known(email: str) -> Known:
    """Who has this address and may come in; an empty answer for everybody else."""
    row = users.by_email(email)
    if row is None or not row.active:
        return Known()
    return Known(row.id, row.org_id, row.password)


def known_by_id(id: str) -> Known:
    """The same for somebody who is signed in."""
    row = users.live(id)
    return Known(row.id, row.org_id, row.password) if row else Known()


def status(*, is_loopback: bool) -> SetupStatusView:
    """What the sign-in page needs to know."""
    bootstrapped = is_bootstrapped()
    return SetupStatusView(
        bootstrapped=bootstrapped, setup_token_needed=not bootstrapped and not is_loopback, password_sign_in=True,
        providers=[], locales=list(LOCALES),
    )  # fmt: skip


def is_setup_token(token: str | None) -> bool:
    """Whether this is the token that `serve` printed last."""
    if not token:
        return False
    row = SetupLink.get_or_none(SetupLink.token_hash == crypt.digest(token))
    return row is not None and row.expires_at > clock.now_ms()


def invitation(token: str, *, seen_by: Actor) -> Invitation:  # noqa: ARG001 -- whoever holds the token may see it
    """A live invitation by its token."""
    return open_invitation(token)[0]


def invitation_view(token: str) -> InvitationView:
    """Whom an invitation invites where."""
    row, user = open_invitation(token)
    return InvitationView(
        email=user.email, name=user.name, role=user.role, organisation_name=orgs.name_of(user.org_id),
        expires_at=row.expires_at,
    )  # fmt: skip


def permissions_view(actor: Actor) -> PermissionsView:
    """What the actor may do and where they belong."""
    row = users.user(actor.id, seen_by=actor)
    mine = groups.groups_of([row.id]).get(row.id, [])
    return PermissionsView(
        user_id=row.id, role=row.role, is_operator=actor.is_operator, permissions=policy.permissions(actor),
        groups=[GroupName(id=id_, name=name) for id_, name in mine],
        organisations=[OrganisationView(id=row.org_id, name=orgs.name_of(row.org_id), role=row.role)],
        beta_features=orgs.beta_features(row.org_id),
    )  # fmt: skip
