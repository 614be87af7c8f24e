"""Changes of the outbox."""

from dataclasses import dataclass

from peewee import fn

from appliance import config
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict
from appliance.rooms.mail import jobs
from appliance.rooms.mail.events import LetterWritten
from appliance.rooms.mail.tables import Letter, State
from appliance.store import opened

_TEST_SUBJECT = "Test / Test"
_TEST_TEXT = "Letters of the appliance arrive here.\n\n--\n\nBriefe der Anlage kommen hier an.\n"


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be told to whom. A guarded one is read by operators alone."""

    to: str
    subject: str
    text: str
    is_guarded: bool = False


def retry(row: Letter) -> Letter:
    """Hand a letter that was held or given up to the mail server; without one it is held."""
    if row.state not in (State.HELD, State.FAILED) or not row.sealed:
        raise Conflict("Only a letter that was held or failed can be sent again")
    is_sent = bool(config.in_force().smtp_url)
    row.change(state=State.WAITING if is_sent else State.HELD, error=None)
    emit(LetterWritten(row.id, row.state))
    if is_sent:
        enqueue(jobs.deliver, id=row.id)
    return row


def require_server() -> None:
    """Conflict without a mail server."""
    if not config.in_force().smtp_url:
        raise Conflict("There is no mail server: APPLIANCE_SMTP_URL is not set")


def post_test(recipient: str, *, by: Actor) -> Letter:
    """Write a letter that says nothing but that letters arrive."""
    require_server()
    return post(Note(recipient, _TEST_SUBJECT, _TEST_TEXT), org_id=by.org_id)


def forget(recipient: str) -> int:
    """Delete every letter to an address, sent or not; how many."""
    return int(Letter.delete().where(fn.lower(Letter.recipient) == recipient.lower()).execute())


def post(note: Note, *, org_id: str) -> Letter:
    """Put a letter into the outbox, inside the unit of what it tells of."""
    id_, is_sent = new_id(Letter.prefix), bool(config.in_force().smtp_url)
    row = Letter.add(
        id=id_, org_id=org_id, recipient=note.to, subject=note.subject,
        sealed=opened().keys.seal(note.text.encode(), f"letter {id_}"), is_guarded=note.is_guarded,
        state=State.WAITING if is_sent else State.HELD,
    )  # fmt: skip
    emit(LetterWritten(row.id, row.state))
    if is_sent:
        enqueue(jobs.deliver, id=row.id)
    return row
