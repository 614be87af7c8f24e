"""The door of registration."""

from appliance.engines import passwords
from appliance.kernel.access import ADMIN, PUBLIC
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import BadRequest, Conflict, Forbidden, TierLimit, ValidationFailed
from appliance.kernel.rate import AUTH
from appliance.kernel.visit import Answer, Visit
from appliance.rooms.identity import users
from appliance.rooms.identity.sessions.events import SignedIn
from appliance.rooms.identity.signin.answers import signed_in
from appliance.rooms.identity.signin.proof import require_strong
from appliance.rooms.identity.signup import actions, queries
from appliance.rooms.identity.signup.events import (
    ApplicantAdded,
    ApplicantApproved,
    ApplicantRejected,
    ProofAsked,
    SignedUp,
    SignupSettingsChanged,
)
from appliance.rooms.identity.signup.shapes import (
    ApplicantFilter,
    ApplicantView,
    ApprovedView,
    OrganisationFilter,
    PendingDraft,
    PendingView,
    ProofDraft,
    PublicOrganisationView,
    SettingsDraft,
    SettingsView,
    SignedUpView,
    SignupDraft,
    SignupStatusView,
)
from appliance.rooms.identity.signup.tables import Applicant
from appliance.rooms.identity.users.events import UserCreated, UserInvited
from appliance.rooms.mail.events import LetterWritten
from appliance.store.database import read

door = Door("signup", about="Registration, and who waits to be let in")


async def _for_signup(draft: SignupDraft) -> str:
    """The hashed password, once it is known that registration is open for the address."""
    await read(actions.require_open, draft.email)
    require_strong("password", draft.password, draft.email, draft.name or "")
    return await passwords.hashed(draft.password)


@door.get("/auth/signup", access=PUBLIC, mode=READ)
def signup_status() -> SignupStatusView:
    """Say whether one may register, and whether there is a list to wait on."""
    is_open, has_list = queries.is_open()
    return SignupStatusView(open=is_open, waitlist=has_list)


@door.post(
    "/auth/signup", also=["/api/v1/auth/register"], access=PUBLIC, mode=WRITE, rate=AUTH, once=True, status=202,
    prepare=_for_signup, errors=[Forbidden, Conflict, ValidationFailed],
    emits=[ProofAsked, LetterWritten, ApplicantAdded],
)  # fmt: skip
def sign_up(draft: SignupDraft, *, prepared: str) -> PendingView:
    """Register, where that is open: with a link that proves the address, else on the list of an administrator."""
    reason = actions.sign_up(draft, prepared)
    return PendingView() if reason == "approval" else PendingView(reason=reason, message="A link was sent to you.")


@door.post(
    "/auth/signup/confirm", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, status=201, statuses=[202],
    location="/api/users", secret=True, errors=[BadRequest, Forbidden, Conflict, TierLimit],
    emits=[SignedUp, UserCreated, SignedIn, ApplicantAdded],
)  # fmt: skip
def confirm_signup(draft: ProofDraft, *, visit: Visit) -> Answer[SignedUpView | PendingView]:
    """Prove the address with the link: 201 and signed in, or 202 and on the list."""
    found = actions.prove(draft.token, visit)
    if found is None:
        return Answer(PendingView(), status=202)
    answer = signed_in(*found)
    view = SignedUpView.model_validate(answer.value.model_dump() | {"id": found[0].id})
    return Answer(view, cookies=answer.cookies)


@door.post(
    "/auth/pending-signup", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, errors=[Forbidden],
    emits=[ApplicantAdded],
)  # fmt: skip
def pending_signup(draft: PendingDraft) -> PendingView:
    """Join the list; the answer is the same for somebody who is here or waits already."""
    actions.ask_to_join(draft.email, draft.name)
    return PendingView()


@door.get("/auth/admin/signup-settings", access=ADMIN, mode=READ)
def read_settings(*, actor: Actor) -> SettingsView:
    """Read who may register, and as what."""
    row = queries.settings(actor.org_id)
    return SettingsView.from_row(row) if row else SettingsView()


@door.put(
    "/auth/admin/signup-settings", access=ADMIN, mode=WRITE, errors=[ValidationFailed], emits=[SignupSettingsChanged]
)  # fmt: skip
def change_settings(draft: SettingsDraft, *, actor: Actor) -> SettingsView:
    """Open or close registration: domains, list, default role and groups. Only the keys sent change."""
    return SettingsView.from_row(actions.change_settings(draft.sent(), by=actor))


@door.get("/auth/admin/waitlist", access=ADMIN, mode=READ)
def list_waiting(where: ApplicantFilter, page: PageAsk, *, actor: Actor) -> Page[ApplicantView]:
    """List those who wait to be let in."""
    rows = queries.applicants(where, page, seen_by=actor)
    return rows.map(lambda row: ApplicantView.from_row(row, has_password=row.password is not None))


@door.post(
    "/auth/admin/waitlist/{user_id:wtl}/approve", access=ADMIN, mode=WRITE, once=False, secret=True,
    target=queries.applicant, errors=[Conflict, TierLimit],
    emits=[ApplicantApproved, UserCreated, UserInvited, LetterWritten],
)  # fmt: skip
def approve(applicant: Applicant, *, actor: Actor) -> ApprovedView:
    """Let somebody in; without a password of theirs the answer carries the link of an invitation."""
    user, url = actions.approve(applicant, by=actor)
    return ApprovedView(user=users.view(user, actor), invite_url=url)


@door.post(
    "/auth/admin/waitlist/{user_id:wtl}/reject", access=ADMIN, mode=WRITE, once=False, target=queries.applicant,
    emits=[ApplicantRejected],
)  # fmt: skip
def reject(applicant: Applicant) -> None:
    """Take somebody off the list; nothing of them is kept."""
    actions.reject(applicant)


@door.get("/auth/organizations/public", access=PUBLIC, mode=READ)
def public_organisations(where: OrganisationFilter, page: PageAsk) -> Page[PublicOrganisationView]:
    """List the organisations that allow embedded chat."""
    return queries.public_organisations(where, page).map(PublicOrganisationView.from_row)
