"""Reads of the outbox."""

from typing import Any
from urllib.parse import urlsplit

from appliance import config
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.rooms.mail.shapes import MailSettingsView
from appliance.rooms.mail.tables import Letter
from appliance.store import opened
from appliance.store.paging import found, paged


def letters(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The organisation's letters."""
    return paged(Letter.select().where(Letter.org_id == seen_by.org_id), Letter, where, ask)


def letter(id: str, *, seen_by: Actor) -> Letter:
    """One letter of the organisation."""
    row: Letter = found(Letter.select().where((Letter.org_id == seen_by.org_id) & (Letter.id == id)), "Letter")
    return row


def text_of(row: Letter) -> str:
    """A letter's text; empty once it was sent."""
    return opened().keys.unseal(row.sealed, f"letter {row.id}").decode() if row.sealed else ""


def mail_settings() -> MailSettingsView:
    """The mail server and the sender, without user and password."""
    settings = config.in_force()
    parts = urlsplit(settings.smtp_url)
    server = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "") if parts.hostname else None
    return MailSettingsView(configured=bool(settings.smtp_url), server=server, sender=settings.smtp_from or None)


def may_see(actor: Actor, id: str) -> bool:
    """Administrators see their organisation's letters."""
    letters_here = Letter.select().where((Letter.org_id == actor.org_id) & (Letter.id == id))
    return actor.at_least(Role.ADMIN) and bool(letters_here.exists())
