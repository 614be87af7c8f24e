"""Changes of recovery."""

from appliance import config
from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.rooms import mail
from appliance.rooms.identity import users
from appliance.rooms.identity.recovery import jobs, letters, queries
from appliance.rooms.identity.recovery.events import RecoveryAsked, ResetLinkMade
from appliance.rooms.identity.recovery.tables import Asked, ResetLink
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.actions import set_password
from appliance.rooms.identity.users.tables import Kind
from appliance.rooms.licensing.queries import IN_UNIT
from appliance.store import opened

LINK_MS = clock.HOUR
MOST_LINKS = 3
_PURPOSE = "recovery"


def ask(email: str) -> None:
    """Note that somebody forgot a password. Whether anybody has the address is looked up afterwards."""
    row = Asked.add(org_id="", sealed=opened().keys.seal(email.encode(), _PURPOSE))
    enqueue(jobs.answer, id=row.id)
    emit(RecoveryAsked(row.id))


def answer(id: str) -> None:
    """Write the letter, when somebody who can sign in has the address and was not written to three times already."""
    asked = Asked.get_or_none(Asked.id == id)
    if asked is None:
        return
    email = opened().keys.unseal(asked.sealed, _PURPOSE).decode()
    asked.remove()
    person = users.by_email(email)
    if person is None or not person.active or person.joined_at is None or person.kind is not Kind.PERSON:
        return
    if queries.live_links(person.id) >= MOST_LINKS:
        return
    _, url = make_link(person, by=person.id)
    subject, text = letters.reset(person.language, person.name, url)
    is_guarded = users.owner(IN_UNIT, person.id).is_operator
    mail.post(mail.Note(person.email, subject, text, is_guarded), org_id=person.org_id)


def make_link(person: User, *, by: str) -> tuple[ResetLink, str]:
    """A link with which a person chooses a new password; shown once."""
    token = crypt.new_secret("rst_")
    row = ResetLink.add(
        org_id=person.org_id, user_id=person.id, token_hash=crypt.digest(token), made_by=by,
        expires_at=clock.now_ms() + LINK_MS,
    )  # fmt: skip
    emit(ResetLinkMade(person.id, person.org_id, by))
    return row, f"{config.in_force().base_url}/reset/{token}"


def use(token: str, password: str) -> None:
    """Store a new password (hashed); every session ends, and every other link of the person is void."""
    row, person = queries.open_link(token)
    row.change(used_at=clock.now_ms())
    ResetLink.delete().where((ResetLink.user_id == person.id) & (ResetLink.id != row.id)).execute()
    set_password(person, password, revoke_tokens=False, is_reset=True)
    current.after_commit(lambda: ends.tell(person.id))


def forget_old() -> None:
    """Delete links that are over, and questions that nobody answered."""
    ResetLink.delete().where(ResetLink.expires_at < clock.now_ms()).execute()
    Asked.delete().where(Asked.created_at < clock.now_ms() - clock.DAY).execute()


def forget_person(user_id: str) -> int:
    """Delete the links of an erased person that lead to a new password; how many."""
    return int(ResetLink.delete().where(ResetLink.user_id == user_id).execute())
