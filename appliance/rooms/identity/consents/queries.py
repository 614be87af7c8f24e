"""Reads of texts and consents."""

from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.rooms.identity.consents.tables import Consent, ConsentText
from appliance.rooms.identity.consents.texts import FIRST, Text
from appliance.store.paging import paged


def current_text(org_id: str) -> Text:
    """The text in force: the organisation's newest, else the one that comes with the appliance."""
    row = ConsentText.select().where(ConsentText.org_id == org_id).order_by(ConsentText.id.desc()).first()
    return Text(row.text_version, row.text, row.text_sha256) if row else FIRST


def is_taken(org_id: str, version: str) -> bool:
    """Whether a version is there already."""
    rows = ConsentText.select().where((ConsentText.org_id == org_id) & (ConsentText.text_version == version))
    return version == FIRST.version or bool(rows.exists())


def given(user_id: str, version: str) -> Consent | None:
    """Somebody's consent to a version, if it was not withdrawn."""
    row: Consent | None = Consent.get_or_none(
        (Consent.user_id == user_id) & (Consent.text_version == version) & Consent.withdrawn_at.is_null()
    )
    return row


def has_given(user_id: str, version: str) -> bool:
    """Whether somebody agreed to a version and has not taken it back."""
    return given(user_id, version) is not None


def standing(user_id: str) -> list[Consent]:
    """Every consent of somebody that was not withdrawn."""
    return list(Consent.select().where((Consent.user_id == user_id) & Consent.withdrawn_at.is_null()))


def consents(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The consents of the organisation, withdrawn ones too."""
    return paged(Consent.select().where(Consent.org_id == seen_by.org_id), Consent, where, ask)
