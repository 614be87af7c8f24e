"""Changes at the door, inside a unit. Passwords arrive here judged or hashed: `proof.py` does that before the unit."""

from dataclasses import dataclass
from typing import Any

from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, Forbidden, Unauthorized
from appliance.kernel.visit import Visit
from appliance.rooms.identity import factors, federation, keys, orgs, sessions, tokens, users
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.signin import queries
from appliance.rooms.identity.signin.events import SetUp, SignInRefused
from appliance.rooms.identity.signin.queries import Known
from appliance.rooms.identity.signin.shapes import SetupDraft
from appliance.rooms.identity.signin.tables import Portrait, SetupLink
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.actions import Newcomer, accept, create, set_password
from appliance.rooms.identity.users.events import UserChanged
from appliance.rooms.identity.users.queries import is_bootstrapped

SETUP_DAYS = 7
FIRST_NAME = "Organisation"


def require_setup(token: str | None, visit: Visit) -> None:
    """Set-up happens once: 409 afterwards; 403 from another machine without the token that `serve` printed."""
    if is_bootstrapped():
        raise Conflict("This appliance is set up already")
    if not visit.is_loopback and not queries.is_setup_token(token):
        raise Forbidden("The setup token is missing or wrong: it is printed when the appliance starts")


def set_up(draft: SetupDraft, password: str, visit: Visit) -> tuple[User, Opened]:
    """Make the first organisation and its administrator, and sign them in."""
    require_setup(draft.setup_token, visit)
    organisation = orgs.the_org() or orgs.found_organisation(draft.organisation_name or FIRST_NAME)
    user = create(Newcomer(draft.email, draft.name, password, Role.ADMIN), org_id=organisation.id)
    SetupLink.delete().execute()
    emit(SetUp(user.id, organisation.id))
    return user, sessions.open_session(user, "setup", visit)


def sign_in(proven: Known, visit: Visit) -> tuple[User, Opened]:
    """Open a session for somebody whose password was right, if that is still so."""
    user = users.live(proven.user_id)
    if user is None or user.password != proven.password:
        raise Unauthorized("invalid", "E-mail or password is not right")
    federation.require_password_allowed(user)
    return user, sessions.open_session(user, "password", visit)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A sign-in that waits for its second step."""

    token: str
    expires_at: int


def first_step(proven: Known, visit: Visit) -> tuple[User, Opened] | Awaited:
    """Go on after a right password: a session, or the question for the second factor."""
    if factors.has_factor(proven.user_id):
        federation.require_password_allowed(User.get_by_id(proven.user_id))
        token = factors.begin(proven.user_id, proven.org_id, proven.password)
        return Awaited(token, clock.now_ms() + factors.CHALLENGE_MS)
    return sign_in(proven, visit)


def pick_up(token: str | None, visit: Visit) -> tuple[User, Opened]:
    """Continue a session in another frame. A page that navigates here could be anybody's: it is refused."""
    if not token:
        raise Unauthorized("missing")
    if visit.headers.get("sec-fetch-mode") == "navigate" or visit.headers.get("sec-fetch-site") == "cross-site":
        raise Unauthorized("invalid", "This is called by a page of ours, not by a link")
    return sessions.pick_up(token, visit)


def update_profile(row: User, sent: dict[str, Any]) -> User:
    """Change what somebody says of themselves."""
    fields = {name: value for name, value in sent.items() if name != "avatar" and (value or name != "name")}
    fields = {name: value for name, value in fields.items() if getattr(row, name) != value}
    changed = list(fields)
    if "avatar" in sent and sent["avatar"] != queries.portrait(row.id):
        changed.append("avatar")
        Portrait.delete().where(Portrait.user_id == row.id).execute()
        if sent["avatar"]:
            Portrait.add(org_id=row.org_id, user_id=row.id, image=sent["avatar"])
    if changed:
        row.change(**fields)
        emit(UserChanged(row.id, changed, row.role, row.active))
    return row


def forget_person(user_id: str) -> int:
    """Delete the picture and the second factors of an erased person."""
    factors.forget_person(user_id)
    return int(Portrait.delete().where(Portrait.user_id == user_id).execute())


def refuse_sign_in(known: Known, reason: str) -> None:
    """Record that somebody was not let in."""
    emit(SignInRefused(known.user_id, known.org_id, reason))


def accept_invitation(token: str, name: str, password: str, visit: Visit) -> tuple[User, Opened]:
    """Use an invitation up and sign its person in."""
    user = accept(token, name, password)
    federation.require_password_allowed(user)
    return user, sessions.open_session(user, "invitation", visit)


def change_password(password: str, *, revoke_tokens: bool, by: Actor) -> None:
    """Store a new password: every other session ends now, keys and tokens only when asked."""
    user = set_password(users.user(by.id, seen_by=by), password, revoke_tokens=revoke_tokens)
    sessions.keep_only(by.session_id, user)
    if revoke_tokens:
        keys.revoke_all(user.id)
        tokens.revoke_all(user.id)


def renew_setup_link() -> str | None:
    """A new token for set-up from another machine, or None when the appliance is set up. The last one is void."""
    if is_bootstrapped():
        return None
    token = crypt.new_secret("setup_")
    SetupLink.delete().execute()
    SetupLink.add(org_id="", token_hash=crypt.digest(token), expires_at=clock.now_ms() + SETUP_DAYS * clock.DAY)
    return token
