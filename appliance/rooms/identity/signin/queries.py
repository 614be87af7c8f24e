"""Reads of signing in."""

from dataclasses import dataclass

from appliance.kernel import clock, crypt
from appliance.kernel.actor import FRESH_MS, Actor
from appliance.rooms import licensing
from appliance.rooms.identity import factors, federation, groups, orgs, sessions, users
from appliance.rooms.identity.signin import policy
from appliance.rooms.identity.signin.shapes import (
    InvitationView,
    MeView,
    OrganisationView,
    PermissionsView,
    SetupStatusView,
)
from appliance.rooms.identity.signin.tables import Portrait, SetupLink
from appliance.rooms.identity.users.queries import is_bootstrapped, open_invitation
from appliance.rooms.identity.users.shapes import GroupName
from appliance.rooms.identity.users.tables import Invitation, Kind, User

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


def is_password_off(id: str) -> bool:
    """Whether somebody's organisation signs in by its providers alone, and they are no operator."""
    row = users.live(id)
    try:
        federation.require_password_allowed(row) if row else None
    except federation.NotLetIn:
        return True
    return False


def status(*, is_loopback: bool) -> SetupStatusView:
    """What the sign-in page needs to know."""
    bootstrapped, ways = is_bootstrapped(), federation.ways()
    return SetupStatusView(
        bootstrapped=bootstrapped, setup_token_needed=not bootstrapped and not is_loopback,
        password_sign_in=federation.is_password_open(), providers=sorted({str(one.kind) for one in ways}), ways=ways,
        locales=list(LOCALES),
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


def portrait(user_id: str) -> str | None:
    """A person's picture, or None."""
    row = Portrait.get_or_none(Portrait.user_id == user_id)
    return row.image if row else None


def me(user: User, actor: Actor) -> MeView:
    """Somebody as they see themselves."""
    session = sessions.session(actor.session_id) if actor.session_id else None
    more = {
        "language": user.language, "time_zone": user.time_zone,
        "avatar": portrait(user.id), "second_factor": factors.has_factor(user.id),
        "has_password": user.password is not None, "signed_in_by": session.method if session else None,
        "fresh_until": session.confirmed_at + FRESH_MS if session else None,
    }  # fmt: skip
    return MeView.model_validate(users.view(user, actor).model_dump() | more)


@licensing.lists_seats
def seat_holders() -> list[licensing.Holder]:
    """Who holds a seat, first come first."""
    rows = User.select().where((User.kind == Kind.PERSON) & User.active & User.deleted_at.is_null()).order_by(User.id)
    return [licensing.Holder(row.id, row.org_id, row.name, row.email, row.created_at, row.last_seen_at) for row in rows]
