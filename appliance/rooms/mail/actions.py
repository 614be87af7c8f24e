"""Changes of the outbox."""

from dataclasses import dataclass

from appliance import config
from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.kernel.job import enqueue
from appliance.rooms.mail import jobs
from appliance.rooms.mail.events import LetterWritten
from appliance.rooms.mail.tables import Letter, State
from appliance.store import opened


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be told to whom. A guarded one is read by operators alone."""

    to: str
    subject: str
    text: str
    is_guarded: bool = False


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
