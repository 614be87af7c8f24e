"""The door of the outbox."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, Forbidden, ReauthRequired
from appliance.kernel.rate import AUTH
from appliance.rooms.mail import actions, policy, queries
from appliance.rooms.mail.events import LetterWritten
from appliance.rooms.mail.shapes import LetterFilter, LetterTextView, LetterView, MailSettingsView, TrialDraft
from appliance.rooms.mail.tables import Letter

door = Door("mail", about="Letters to people: sent, waiting, held")


@door.get("/api/mail", access=ADMIN, mode=READ)
def list_letters(where: LetterFilter, page: PageAsk, *, actor: Actor) -> Page[LetterView]:
    """List letters, and whether they were sent."""
    return queries.letters(where, page, seen_by=actor).map(LetterView.from_row)


@door.get("/api/mail/settings", access=ADMIN, mode=READ)
def mail_settings() -> MailSettingsView:
    """Say which mail server is set, without its password."""
    return queries.mail_settings()


@door.post(
    "/api/mail/test", access=ADMIN, mode=WRITE, rate=AUTH, once=False, errors=[Conflict], emits=[LetterWritten]
)  # fmt: skip
def send_test(draft: TrialDraft, *, actor: Actor) -> LetterView:
    """Send a test letter; its state in the list says what became of it."""
    return LetterView.from_row(actions.post_test(draft.recipient, by=actor))


@door.post(
    "/api/mail/{id:mal}/retry", access=ADMIN, mode=WRITE, once=False, target=queries.letter, errors=[Conflict],
    emits=[LetterWritten],
)  # fmt: skip
def retry_letter(letter: Letter) -> LetterView:
    """Send a letter again that was held or given up."""
    return LetterView.from_row(actions.retry(letter))


@door.get(
    "/api/mail/{id:mal}", access=ADMIN, mode=READ, fresh=True, target=queries.letter, errors=[Forbidden, ReauthRequired]
)  # fmt: skip
def read_letter(letter: Letter, *, actor: Actor) -> LetterTextView:
    """Read a letter that was not sent, to pass it on; needs a fresh proof that it is me."""
    policy.require_reader(letter, actor)
    return LetterTextView.from_row(letter, text=queries.text_of(letter))
