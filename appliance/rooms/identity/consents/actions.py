"""Changes of consents: given, withdrawn, and asked for anew with another text."""

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.identity.consents import queries
from appliance.rooms.identity.consents.events import ConsentGiven, ConsentTextChanged, ConsentWithdrawn
from appliance.rooms.identity.consents.shapes import ConsentDraft, TextDraft
from appliance.rooms.identity.consents.tables import Consent, ConsentText
from appliance.rooms.identity.consents.texts import digest


def decide(draft: ConsentDraft, *, by: Actor) -> None:
    """Note that somebody agrees to the text in force, or withdraws. A repeat adds nothing; 422 for another version."""
    text = queries.current_text(by.org_id)
    if draft.version != text.version:
        raise ValidationFailed.of("version", f"the text in force is version {text.version}", "other_version")
    if not draft.accepted:
        withdraw(by=by)
    elif not queries.has_given(by.id, text.version):
        Consent.add(
            org_id=by.org_id, user_id=by.id, text_version=text.version, text_sha256=text.sha256,
            address=current.address.get(),
        )  # fmt: skip
        emit(ConsentGiven(by.id, text.version, text.sha256))


def withdraw(*, by: Actor) -> None:
    """Take back every consent of mine; that they were given stays written down."""
    for row in queries.standing(by.id):
        row.change(withdrawn_at=clock.now_ms())
        emit(ConsentWithdrawn(by.id, row.text_version))


def change_text(draft: TextDraft, *, by: Actor) -> None:
    """Put a new text in force: everybody is asked again. A version names one text for good."""
    if queries.is_taken(by.org_id, draft.version):
        raise Conflict("There is a text of this version already", param="version")
    row = ConsentText.add(org_id=by.org_id, text_version=draft.version, text=draft.text, text_sha256=digest(draft.text))
    emit(ConsentTextChanged(row.text_version, row.text_sha256))


def forget_person(user_id: str) -> int:
    """Delete what an erased person agreed to."""
    gone: int = Consent.delete().where(Consent.user_id == user_id).execute()
    return gone
