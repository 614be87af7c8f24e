"""The door of consents."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.identity import users
from appliance.rooms.identity.consents import actions, queries
from appliance.rooms.identity.consents.events import ConsentGiven, ConsentTextChanged, ConsentWithdrawn
from appliance.rooms.identity.consents.shapes import (
    ConsentDraft,
    ConsentFilter,
    ConsentStateView,
    ConsentView,
    TextDraft,
)

door = Door("consents", about="What people agreed to")


@door.get("/auth/nc-consent", access=VIEWER, mode=READ)
def read_consent(*, actor: Actor) -> ConsentStateView:
    """Read the text in force, and whether I agreed to it."""
    return _state(actor)


def _state(actor: Actor) -> ConsentStateView:
    text = queries.current_text(actor.org_id)
    row = queries.given(actor.id, text.version)
    return ConsentStateView(
        version=text.version, text=text.text, sha256=text.sha256, given=row is not None,
        given_at=row.created_at if row else None,
    )  # fmt: skip


@door.post(
    "/auth/nc-consent", access=VIEWER, mode=WRITE, once=False, errors=[ValidationFailed],
    emits=[ConsentGiven, ConsentWithdrawn],
)  # fmt: skip
def give_consent(draft: ConsentDraft, *, actor: Actor) -> ConsentStateView:
    """Record that I agree to a version of the text; `accepted` false withdraws it."""
    actions.decide(draft, by=actor)
    return _state(actor)


@door.delete("/auth/nc-consent", access=VIEWER, mode=WRITE, emits=[ConsentWithdrawn])
def withdraw_consent(*, actor: Actor) -> None:
    """Withdraw my consent; that it was given and taken back stays written down."""
    actions.withdraw(by=actor)


@door.put("/api/connector/consent-text", access=ADMIN, mode=WRITE, errors=[Conflict], emits=[ConsentTextChanged])
def change_text(draft: TextDraft, *, actor: Actor) -> ConsentStateView:
    """Put a new version of the text in force; everybody is asked again."""
    actions.change_text(draft, by=actor)
    return _state(actor)


@door.get("/api/connector/consents", access=ADMIN, mode=READ)
def list_consents(where: ConsentFilter, page: PageAsk, *, actor: Actor) -> Page[ConsentView]:
    """List who agreed to which version and when, withdrawn ones too."""
    rows = queries.consents(where, page, seen_by=actor)
    names = users.names(row.user_id for row in rows.data)
    return rows.map(lambda row: ConsentView.from_row(row, user_name=names.get(row.user_id, "")))
