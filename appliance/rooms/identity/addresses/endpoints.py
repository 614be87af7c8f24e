"""The door of addresses."""

from appliance.kernel.access import PUBLIC, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import WRITE, Door
from appliance.kernel.problem import BadRequest, Conflict, ReauthRequired
from appliance.kernel.rate import AUTH
from appliance.rooms.identity.addresses import actions
from appliance.rooms.identity.addresses.events import AddressAsked, AddressChanged
from appliance.rooms.identity.addresses.shapes import AddressAskedView, AddressDraft, AddressProofDraft
from appliance.rooms.mail.events import LetterWritten

door = Door("addresses", about="Another e-mail address of one's own")


@door.post(
    "/auth/change-email", access=VIEWER, mode=WRITE, rate=AUTH, once=False, fresh=True, errors=[ReauthRequired],
    emits=[AddressAsked, LetterWritten],
)  # fmt: skip
def change_email(draft: AddressDraft, *, actor: Actor) -> AddressAskedView:
    """Ask for another address: a link goes there, and nothing changes before it is opened."""
    return AddressAskedView.from_row(actions.ask(draft.email, by=actor))


@door.post(
    "/auth/confirm-email", access=PUBLIC, mode=WRITE, rate=AUTH, once=False, errors=[BadRequest, Conflict],
    emits=[AddressChanged, LetterWritten],
)  # fmt: skip
def confirm_email(draft: AddressProofDraft) -> None:
    """Prove the new address with the link; the old one is told."""
    actions.prove(draft.token)
