"""Reads of registration."""

from typing import Any

from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.rooms.identity import orgs
from appliance.rooms.identity.orgs.tables import Organisation
from appliance.rooms.identity.signup.tables import Applicant, SignupSettings
from appliance.rooms.identity.users.queries import folded
from appliance.store.paging import found, paged


def settings(org_id: str) -> SignupSettings | None:
    """An organisation's settings, when it ever had any."""
    row: SignupSettings | None = SignupSettings.get_or_none(SignupSettings.org_id == org_id)
    return row


def opened_for(email: str) -> SignupSettings | None:
    """The settings under which this address may ask to come in: the organisation of its domain, else the first one."""
    domain = folded(email).rpartition("@")[2]
    rows = [row for row in SignupSettings.select().order_by(SignupSettings.org_id) if row.open or row.waitlist]
    named = next((row for row in rows if domain in row.domains), None)
    first = orgs.the_org()
    return named or next(
        (row for row in rows if not row.domains and first is not None and row.org_id == first.id), None
    )


def is_open() -> tuple[bool, bool]:
    """Whether anybody may register, and whether they would have to wait."""
    rows = list(SignupSettings.select())
    return any(row.open and not row.waitlist for row in rows), any(row.waitlist for row in rows)


def applicants(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """Those who wait."""
    return paged(Applicant.select().where(Applicant.org_id == seen_by.org_id), Applicant, where, ask)


def applicant(user_id: str, *, seen_by: Actor) -> Applicant:
    """One who waits."""
    query = Applicant.select().where((Applicant.org_id == seen_by.org_id) & (Applicant.id == user_id))
    row: Applicant = found(query, "Applicant")
    return row


def is_waiting(email: str) -> bool:
    """Whether this address waits already."""
    return bool(Applicant.select().where(Applicant.address == folded(email)).exists())


def public_organisations(where: Filter, ask: PageAsk) -> Rows[Any]:
    """Organisations that allow embedded chat."""
    return paged(Organisation.select().where(Organisation.public_chat), Organisation, where, ask)


def may_see(actor: Actor, id: str) -> bool:
    """Administrators see who waits."""
    here = Applicant.select().where((Applicant.org_id == actor.org_id) & (Applicant.id == id))
    return actor.at_least(Role.ADMIN) and bool(here.exists())
