"""Reads of passkeys."""

from typing import Any

from appliance import config
from appliance.engines import passkeys as engine
from appliance.engines.passkeys import Site
from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.kernel.problem import Conflict
from appliance.rooms.identity.passkeys.tables import Passkey
from appliance.rooms.identity.users import User
from appliance.store.paging import found, paged


def site() -> Site | None:
    """Where passkeys hold: the public address, or this very machine when there is none."""
    settings = config.in_force()
    return engine.site(settings.public_url or f"http://localhost:{settings.port}")


def require_site() -> Site:
    """Conflict where browsers do not offer passkeys."""
    at = site()
    if at is None:
        raise Conflict("Passkeys need a public address with a host name and https")
    return at


def passkeys_of(user_id: str) -> list[Passkey]:
    """Everything of one person, the oldest first."""
    return list(Passkey.select().where(Passkey.user_id == user_id).order_by(Passkey.id))


def mine(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The actor's own."""
    return paged(Passkey.select().where(Passkey.user_id == seen_by.id), Passkey, where, ask)


def of_person(person: User, where: Filter, ask: PageAsk) -> Rows[Any]:
    """Those of somebody of the organisation."""
    return paged(Passkey.select().where(Passkey.user_id == person.id), Passkey, where, ask)


def own(id: str, *, seen_by: Actor) -> Passkey:
    """One of the actor's own."""
    row: Passkey = found(Passkey.select().where((Passkey.user_id == seen_by.id) & (Passkey.id == id)), "Passkey")
    return row


def by_credential(credential_hash: bytes) -> Passkey | None:
    """The passkey with this id, whoever has it."""
    row: Passkey | None = Passkey.get_or_none(Passkey.credential_hash == credential_hash)
    return row
