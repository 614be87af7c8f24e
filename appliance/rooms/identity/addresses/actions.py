"""Changes of addresses."""

from appliance import config
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import BadRequest, Conflict
from appliance.rooms import mail
from appliance.rooms.identity import sessions, users
from appliance.rooms.identity.addresses import letters
from appliance.rooms.identity.addresses.events import AddressAsked, AddressChanged
from appliance.rooms.identity.addresses.tables import AddressChange
from appliance.rooms.identity.users.queries import folded
from appliance.rooms.licensing.queries import IN_UNIT

PROOF_MS = clock.DAY


def ask(email: str, *, by: Actor) -> AddressChange:
    """Send a link to the new address; whether somebody has it shows only to whoever opens the link."""
    sessions.require_session(by)
    person = users.user(by.id, seen_by=by)
    AddressChange.delete().where(AddressChange.user_id == by.id).execute()
    token = crypt.new_secret("adc_")
    row = AddressChange.add(
        org_id=by.org_id, user_id=by.id, email=email, token_hash=crypt.digest(token),
        expires_at=clock.now_ms() + PROOF_MS,
    )  # fmt: skip
    subject, text = letters.proof(person.language, person.name, f"{config.in_force().base_url}/address/{token}")
    is_guarded = users.owner(IN_UNIT, person.id).is_operator
    mail.post(mail.Note(email, subject, text, is_guarded), org_id=by.org_id)
    emit(AddressAsked(by.id))
    return row


def prove(token: str) -> None:
    """Give the account its new address and tell the old one."""
    row = AddressChange.get_or_none(AddressChange.token_hash == crypt.digest(token))
    person = users.live(row.user_id) if row is not None else None
    if row is None or person is None or row.expires_at <= clock.now_ms():
        raise BadRequest("This link was used, or is over", param="token")
    holder = users.by_email(row.email)
    if holder is not None and holder.id != person.id:
        raise Conflict("Somebody with this e-mail address is here already", param="token")
    former, email = person.email, row.email
    row.remove()
    person.change(email=email, address=folded(email))
    subject, text = letters.notice(person.language, person.name)
    mail.post(mail.Note(former, subject, text), org_id=person.org_id)
    emit(AddressChanged(person.id, person.org_id))


def forget_person(user_id: str) -> int:
    """Delete what waits for a person."""
    gone: int = AddressChange.delete().where(AddressChange.user_id == user_id).execute()
    return gone


def forget_old() -> None:
    """Delete changes that were never proven."""
    AddressChange.delete().where(AddressChange.expires_at < clock.now_ms()).execute()
