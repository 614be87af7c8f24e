"""Changes of registration."""

from typing import Any, Literal

from appliance import config
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import BadRequest, Conflict, Forbidden, ValidationFailed
from appliance.kernel.visit import Visit
from appliance.rooms import mail
from appliance.rooms.identity import federation, groups, sessions
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.signup import letters, queries
from appliance.rooms.identity.signup.events import (
    ApplicantAdded,
    ApplicantApproved,
    ApplicantRejected,
    ProofAsked,
    SignedUp,
    SignupSettingsChanged,
)
from appliance.rooms.identity.signup.shapes import SignupDraft
from appliance.rooms.identity.signup.tables import Applicant, SignupSettings, Unproven
from appliance.rooms.identity.users import User, by_email
from appliance.rooms.identity.users.actions import Newcomer, create, invite
from appliance.rooms.identity.users.queries import folded, people
from appliance.rooms.identity.users.shapes import UserDraft

MOST_WAITING = 5_000
PROOF_MS = clock.DAY
Reason = Literal["approval", "confirmation"]


def change_settings(sent: dict[str, Any], *, by: Actor) -> SignupSettings:
    """Change the keys that were sent; null is the default again. 422 for a group that is not there."""
    fallbacks: dict[str, Any] = {
        "open": False, "waitlist": False, "domains": [], "default_role": Role.EDITOR, "default_group_ids": [],
    }  # fmt: skip
    fields = {name: fallbacks[name] if value is None else value for name, value in sent.items()}
    if "default_role" in fields:
        fields["default_role"] = Role(fields["default_role"])
    wanted: set[str] = set(fields.get("default_group_ids") or ())
    if wanted - groups.known_ids(wanted, by.org_id):
        raise ValidationFailed.of("default_group_ids", "There is no such group", "unknown_group")
    row = queries.settings(by.org_id) or SignupSettings.add(org_id=by.org_id, **fallbacks)
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if changed:
        row.change(**changed)
    emit(SignupSettingsChanged(by.org_id, sorted(changed)))
    return row


def require_open(email: str) -> SignupSettings:
    """The settings that let this address in; Forbidden when there are none, Conflict for somebody who is here.

    Where people wait to be let in, nobody is told who is here: everybody gets the same answer.
    """
    row = queries.opened_for(email)
    if row is None:
        raise Forbidden("Registration is closed for this address")
    if not row.waitlist and is_here(email):
        raise Conflict("Somebody with this e-mail address is here already", param="email")
    return row


def is_here(email: str) -> bool:
    """Whether somebody has this address, or waits with it."""
    return by_email(email) is not None or queries.is_waiting(email)


def sign_up(draft: SignupDraft, password: str) -> Reason:
    """Note who wants to come in. Nobody has an account or a claim to an address before the address is proven.

    Without a mail server nobody can prove one: then an administrator lets them in.
    """
    settings = require_open(draft.email)
    name = draft.name or draft.email.partition("@")[0]
    is_known = is_here(draft.email)  # only where people wait: the answer is the same, and nothing is kept
    if not config.in_force().smtp_url:
        if not is_known:
            _add(settings.org_id, draft.email, name, password)
        return "approval"
    if is_known:
        return "confirmation"
    token = crypt.new_secret("sgp_")
    forget_old()
    Unproven.delete().where(Unproven.address == folded(draft.email)).execute()
    row = Unproven.add(
        org_id=settings.org_id, email=draft.email, address=folded(draft.email), name=name, password=password,
        token_hash=crypt.digest(token), expires_at=clock.now_ms() + PROOF_MS,
    )  # fmt: skip
    subject, text = letters.proof(name, f"{config.in_force().base_url}/confirm/{token}")
    mail.post(mail.Note(draft.email, subject, text), org_id=settings.org_id)
    emit(ProofAsked(row.id, settings.org_id))
    return "confirmation"


def prove(token: str, visit: Visit) -> tuple[User, Opened] | None:
    """Make the account of somebody who opened the link, or put it on the list when there is one: then it is None."""
    row = Unproven.get_or_none(Unproven.token_hash == crypt.digest(token))
    if row is None or row.expires_at <= clock.now_ms():
        raise BadRequest("This link was used, or is over", param="token")
    settings = require_open(row.email)
    row.remove()
    if settings.waitlist and is_here(row.email):
        return None
    if settings.waitlist:
        _add(settings.org_id, row.email, row.name, row.password)
        return None
    user = _join(Newcomer(row.email, row.name, row.password, settings.default_role), settings)
    emit(SignedUp(user.id, user.org_id))
    federation.require_password_allowed(user)
    return user, sessions.open_session(user, "signup", visit)


def forget_old() -> None:
    """Delete registrations whose address was never proven."""
    Unproven.delete().where(Unproven.expires_at <= clock.now_ms()).execute()


def _join(newcomer: Newcomer, settings: SignupSettings) -> User:
    user = create(newcomer, org_id=settings.org_id)
    groups.set_groups(user.id, _groups(settings), org_id=settings.org_id)
    return user


def _groups(settings: SignupSettings) -> list[str]:
    return sorted(groups.known_ids(settings.default_group_ids, settings.org_id))  # one of them may be gone by now


def ask_to_join(email: str, name: str | None) -> None:
    """Put somebody on the list. Who is here or waits already changes nothing and is not told."""
    settings = queries.opened_for(email)
    if settings is None or not settings.waitlist:
        raise Forbidden("There is no list for this address")
    if by_email(email) is None and not queries.is_waiting(email):
        _add(settings.org_id, email, name or email.partition("@")[0], None)


def _add(org_id: str, email: str, name: str, password: str | None) -> None:
    if Applicant.select().where(Applicant.org_id == org_id).count() >= MOST_WAITING:
        raise Forbidden("The list is full")
    row = Applicant.add(org_id=org_id, email=email, address=folded(email), name=name, password=password)
    emit(ApplicantAdded(row.id, org_id))


def approve(row: Applicant, *, by: Actor) -> tuple[User, str | None]:
    """Let somebody in: at once with the password that they chose, else with an invitation, whose link is answered."""
    settings = queries.settings(row.org_id) or SignupSettings(
        org_id=row.org_id, default_role=Role.EDITOR, default_group_ids=[]
    )
    url = None
    if row.password is not None:
        user = _join(Newcomer(row.email, row.name, row.password, settings.default_role), settings)
    else:
        draft = UserDraft(
            email=row.email, name=row.name, role=settings.default_role, group_ids=_groups(settings)
        )  # fmt: skip
        user, url = invite(draft, by=by, is_mailed=False)
    row.remove()
    subject, text = letters.approved(row.name, url)
    mail.post(mail.Note(row.email, subject, text), org_id=row.org_id)
    emit(ApplicantApproved(row.id, user.id))
    return user, url


def reject(row: Applicant) -> None:
    """Take somebody off the list; nothing of them is kept."""
    row.remove()
    emit(ApplicantRejected(row.id))


def forget_person(user_id: str) -> int:
    """Delete what an erased person gave when they registered; how many rows."""
    address = folded(people([user_id])[user_id].email)
    return sum(int(table.delete().where(table.address == address).execute()) for table in (Unproven, Applicant))
