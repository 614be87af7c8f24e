"""The door of the outbox."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden, ReauthRequired
from appliance.rooms.mail import policy, queries
from appliance.rooms.mail.shapes import LetterFilter, LetterTextView, LetterView
from appliance.rooms.mail.tables import Letter

door = Door("mail", about="Letters to people: sent, waiting, held")


@door.get("/api/mail", access=ADMIN, mode=READ)
def list_letters(where: LetterFilter, page: PageAsk, *, actor: Actor) -> Page[LetterView]:
    """List letters, and whether they were sent."""
    return queries.letters(where, page, seen_by=actor).map(LetterView.from_row)


@door.get(
    "/api/mail/{id:mal}", access=ADMIN, mode=READ, fresh=True, target=queries.letter, errors=[Forbidden, ReauthRequired]
)  # fmt: skip
def read_letter(letter: Letter, *, actor: Actor) -> LetterTextView:
    """Read a letter that was not sent, to pass it on; needs a fresh proof that it is me."""
    policy.require_reader(letter, actor)
    return LetterTextView.from_row(letter, text=queries.text_of(letter))
