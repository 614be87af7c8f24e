"""The door of signing in."""

from appliance.kernel import csrf as tokens
from appliance.kernel.access import LIMITED, PUBLIC, VIEWER
from appliance.kernel.actor import FRESH_MS, Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.problem import Conflict, Forbidden, RateLimited, Unauthorized, Unavailable, ValidationFailed
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Cookie, Visit
from appliance.rooms.identity import sessions, users
from appliance.rooms.identity.factors import Judged
from appliance.rooms.identity.factors.events import FactorLocked, RecoveryCodeUsed, SecondStepAsked
from appliance.rooms.identity.federation.events import (
    DirectorySignInRefused,
    DirectorySilent,
    FederatedSignInRefused,
    IdentityLinked,
)
from appliance.rooms.identity.sessions.events import Confirmed, SignedIn, SignedOut
from appliance.rooms.identity.signin import actions, entering, proof, queries
from appliance.rooms.identity.signin.actions import Awaited
from appliance.rooms.identity.signin.answers import COOKIE, cookie, signed_in
from appliance.rooms.identity.signin.directories import Came
from appliance.rooms.identity.signin.events import SetUp, SignInRefused
from appliance.rooms.identity.signin.queries import Known
from appliance.rooms.identity.signin.shapes import (
    AcceptDraft,
    ConfirmDraft,
    ConfirmedView,
    CsrfView,
    InvitationView,
    MeView,
    PasswordDraft,
    PermissionsView,
    PickUpAsk,
    ProfilePatch,
    SecondStepDraft,
    SecondStepView,
    SetupDraft,
    SetupStatusView,
    SignedInView,
    SignInDraft,
)
from appliance.rooms.identity.users.events import InvitationAccepted, PasswordChanged, UserChanged, UserCreated
from appliance.rooms.identity.users.tables import Invitation
from appliance.store.database import write

door = Door("signin", about="Coming in and going out")

_FORM = "application/x-www-form-urlencoded"


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
    return signed_in(*actions.set_up(draft, prepared, visit))


@door.post(
    "/auth/admin-login", also=["/api/v1/auth/login", "/auth/login"], access=PUBLIC, mode=WRITE, rate=AUTH, once=False,
    statuses=[303], secret=True, prepare=proof.for_sign_in, errors=[Unauthorized, RateLimited, Unavailable],
    emits=[SignedIn, SignInRefused, SecondStepAsked, IdentityLinked, FederatedSignInRefused, UserCreated, UserChanged,
           DirectorySignInRefused, DirectorySilent],
)  # fmt: skip
def admin_login(
    draft: SignInDraft, *, visit: Visit, prepared: Known | Came  # noqa: ARG001
) -> Answer[SignedInView | SecondStepView | None]:  # fmt: skip
    """Sign in with a password: sets the session cookie, answers a token and the user; or asks for the second factor.

    A form is sent on to the page.
    """
    found = prepared.found if isinstance(prepared, Came) else actions.first_step(prepared, visit)
    is_form = visit.headers.get("content-type", "").startswith(_FORM)
    if isinstance(found, Awaited):
        if is_form:  # behind the #, where no server and no log sees it
            return Answer(None, status=303, location=f"/signin#mfa_token={found.token}")
        return Answer(SecondStepView(mfa_token=found.token, expires_at=found.expires_at))
    user, opened = found
    if is_form:
        return Answer(None, status=303, cookies=(cookie(opened.cookie),), location="/")
    answer = signed_in(user, opened)
    return Answer(answer.value, cookies=answer.cookies)


@door.post(
    "/auth/mfa/verify", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, secret=True, prepare=proof.for_second_step,
    errors=[Unauthorized], emits=[SignedIn, SignInRefused, RecoveryCodeUsed, FactorLocked],
)  # fmt: skip
def mfa_verify(draft: SecondStepDraft, *, visit: Visit, prepared: Judged) -> Answer[SignedInView]:  # noqa: ARG001
    """Sign in, second step: a code of the authenticator or a recovery code."""
    return signed_in(*entering.second_step(prepared, "totp", visit))


@door.get("/auth/login-pickup", access=PUBLIC, mode=CALL, rate=AUTH, errors=[Unauthorized], emits=[SignedIn])
async def pickup(where: PickUpAsk, *, visit: Visit) -> Answer[SignedInView]:
    """Continue a session in this frame with a token of `POST /api/session-token`: within a minute, and once."""
    return await write(_picked_up, where.value("token") or visit.headers.get("x-session-token"), visit)


def _picked_up(token: str | None, visit: Visit) -> Answer[SignedInView]:
    return signed_in(*actions.pick_up(token, visit))


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
    return signed_in(*actions.accept_invitation(token, draft.name, prepared, visit))


@door.post(
    "/auth/logout", also=["/api/v1/auth/logout"], access=VIEWER, mode=WRITE, once=False, emits=[SignedOut],
    when_full=True,
)  # fmt: skip
def logout(*, actor: Actor) -> Answer[None]:
    """End this session. A key has none, and nothing happens."""
    if actor.session_id:
        sessions.end(actor.session_id)
    return Answer(None, cookies=(Cookie(COOKIE, ""),))


@door.get("/auth/user", also=["/api/v1/auth/me"], access=LIMITED, mode=READ)
def me(*, actor: Actor) -> MeView:
    """Read the current user or service account."""
    return queries.me(users.user(actor.id, seen_by=actor), actor)


@door.post("/auth/update-profile", access=VIEWER, mode=WRITE, once=False, emits=[UserChanged])
def update_profile(patch: ProfilePatch, *, actor: Actor) -> MeView:
    """Change my name, picture, language or time zone; only what is sent changes."""
    return queries.me(actions.update_profile(users.user(actor.id, seen_by=actor), patch.sent()), actor)


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


@door.post(
    "/auth/confirm", access=VIEWER, mode=WRITE, rate=AUTH, once=False, prepare=proof.for_confirmation,
    errors=[ValidationFailed, RateLimited, Forbidden],
    emits=[Confirmed, SignInRefused, RecoveryCodeUsed, FactorLocked],
)  # fmt: skip
def confirm(draft: ConfirmDraft, *, actor: Actor, prepared: str) -> ConfirmedView:  # noqa: ARG001
    """Prove again that it is me, by password or second factor: what asks for a fresh proof works for ten minutes."""
    session = sessions.confirm(actor, prepared)
    return ConfirmedView(confirmed_at=session.confirmed_at, fresh_until=session.confirmed_at + FRESH_MS)
