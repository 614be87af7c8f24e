"""The door of signing in."""

from appliance import config
from appliance.kernel import csrf as tokens
from appliance.kernel.access import LIMITED, PUBLIC, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.problem import Conflict, Forbidden, RateLimited, Unauthorized, ValidationFailed
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Cookie, Visit
from appliance.rooms.identity import sessions, users
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.sessions.events import SignedIn, SignedOut
from appliance.rooms.identity.signin import actions, proof, queries
from appliance.rooms.identity.signin.events import SetUp, SignInRefused
from appliance.rooms.identity.signin.queries import Known
from appliance.rooms.identity.signin.shapes import (
    AcceptDraft,
    CsrfView,
    InvitationView,
    PasswordDraft,
    PermissionsView,
    SetupDraft,
    SetupStatusView,
    SignedInView,
    SignInDraft,
)
from appliance.rooms.identity.users.events import InvitationAccepted, PasswordChanged, UserCreated
from appliance.rooms.identity.users.shapes import UserView
from appliance.rooms.identity.users.tables import Invitation, User

door = Door("signin", about="Coming in and going out")

COOKIE = "appliance_session"
_DAY_SECONDS = 86_400
_FORM = "application/x-www-form-urlencoded"


def _signed_in(user: User, opened: Opened) -> Answer[SignedInView]:
    actor = Actor(id=user.id, org_id=user.org_id, role=user.role)
    view = SignedInView(token=opened.jwt, expires_at=opened.session.expires_at, user=users.view(user, actor))
    return Answer(view, cookies=(_cookie(opened.cookie),))


def _cookie(token: str) -> Cookie:
    return Cookie(COOKIE, token, max_age=config.in_force().session_max_days * _DAY_SECONDS)


@door.get("/auth/setup-status", access=PUBLIC, mode=READ)
def setup_status(visit: Visit) -> SetupStatusView:
    """Say whether the appliance is set up, and how one signs in."""
    return queries.status(is_loopback=visit.is_loopback)


@door.post(
    "/auth/setup", access=PUBLIC, mode=WRITE, rate=AUTH, once=True, status=201, location="/auth/user", secret=True,
    prepare=proof.for_setup, errors=[Conflict, Forbidden], emits=[SetUp, UserCreated, SignedIn],
)  # fmt: skip
def setup(draft: SetupDraft, *, visit: Visit, prepared: str) -> Answer[SignedInView]:
    """Make the first administrator, once."""
    return _signed_in(*actions.set_up(draft, prepared, visit))


@door.post(
    "/auth/admin-login", also=["/api/v1/auth/login", "/auth/login"], access=PUBLIC, mode=WRITE, rate=AUTH, once=False,
    statuses=[303], secret=True, prepare=proof.for_sign_in, errors=[Unauthorized, RateLimited],
    emits=[SignedIn, SignInRefused],
)  # fmt: skip
def admin_login(draft: SignInDraft, *, visit: Visit, prepared: Known) -> Answer[SignedInView | None]:  # noqa: ARG001
    """Sign in with a password: sets the session cookie, answers a token and the user. A form is sent on to the page."""
    user, opened = actions.sign_in(prepared, visit)
    if visit.headers.get("content-type", "").startswith(_FORM):
        return Answer(None, status=303, cookies=(_cookie(opened.cookie),), location="/")
    answer = _signed_in(user, opened)
    return Answer(answer.value, cookies=answer.cookies)


@door.get("/auth/invite/{token:str}", access=PUBLIC, mode=READ, rate=AUTH, target=queries.invitation)
def invitation(found: Invitation, token: str) -> InvitationView:  # noqa: ARG001 -- its being there is what counts
    """Say whom an invitation invites where."""
    return queries.invitation_view(token)


@door.post(
    "/auth/invite/{token:str}", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, target=queries.invitation,
    secret=True, prepare=proof.for_invitation, emits=[InvitationAccepted, SignedIn],
)  # fmt: skip
def accept_invitation(
    found: Invitation, token: str, draft: AcceptDraft, *, visit: Visit, prepared: str  # noqa: ARG001
) -> Answer[SignedInView]:  # fmt: skip
    """Accept an invitation with a name and a password."""
    return _signed_in(*actions.accept_invitation(token, draft.name, prepared, visit))


@door.post("/auth/logout", also=["/api/v1/auth/logout"], access=VIEWER, mode=WRITE, once=False, emits=[SignedOut])
def logout(*, actor: Actor) -> Answer[None]:
    """End this session. A key has none, and nothing happens."""
    if actor.session_id:
        sessions.end(actor.session_id)
    return Answer(None, cookies=(Cookie(COOKIE, ""),))


@door.get("/auth/user", also=["/api/v1/auth/me"], access=LIMITED, mode=READ)
def me(*, actor: Actor) -> UserView:
    """Read the current user or service account."""
    return users.view(users.user(actor.id, seen_by=actor), actor)


@door.get("/api/v1/auth/csrf", also=["/auth/csrf"], access=VIEWER, mode=READ, errors=[Forbidden])
def csrf(*, actor: Actor) -> CsrfView:
    """Read the CSRF token of this session."""
    if not actor.session_id:
        raise Forbidden("A key has no session, and needs no CSRF token")
    return CsrfView(csrf_token=tokens.csrf_token(actor.session_id))


@door.get("/auth/my-permissions", access=LIMITED, mode=READ)
def my_permissions(*, actor: Actor) -> PermissionsView:
    """Read my permissions, groups, organisations and beta features."""
    return queries.permissions_view(actor)


@door.post(
    "/auth/change-password", access=VIEWER, mode=WRITE, rate=AUTH, once=False, prepare=proof.for_change,
    errors=[ValidationFailed, RateLimited, Forbidden], emits=[PasswordChanged, SignInRefused],
)  # fmt: skip
def change_password(draft: PasswordDraft, *, actor: Actor, prepared: str) -> None:
    """Change my password; my other sessions end, my keys live on unless revoke_tokens is true."""
    actions.change_password(prepared, revoke_tokens=draft.revoke_tokens, by=actor)
