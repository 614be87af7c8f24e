"""Reads of SAML: who we are to providers, and which request an answer answers."""

from appliance import config
from appliance.engines import saml
from appliance.engines.saml import Expected, Service
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor
from appliance.rooms.identity import federation
from appliance.rooms.identity.federation import Connection, NotLetIn, ProviderKind
from appliance.rooms.identity.saml.shapes import SamlSettings, ServiceView, certificate_view
from appliance.rooms.identity.saml.tables import Begun, OwnKey
from appliance.store import opened

KEY_PURPOSE = "saml key"


def service() -> Service:
    """Us, with our key if we have one. In a unit."""
    address, key = config.in_force().base_url, own_key()
    private = opened().keys.unseal(key.private_key, KEY_PURPOSE).decode() if key else None
    return Service(
        f"{address}/auth/saml/metadata", f"{address}/auth/saml/acs", private, key.certificate if key else None
    )


def own_key() -> OwnKey | None:
    """The appliance's key, if one was made."""
    row: OwnKey | None = OwnKey.select().order_by(OwnKey.id.desc()).first()
    return row


def metadata() -> bytes:
    """Our metadata document."""
    return saml.service_metadata(service())


def service_view(actor: Actor) -> ServiceView:
    """What an administrator copies into the provider."""
    us = service()
    found = certificate_view(saml.certificate_of(us.certificate), clock.now_ms()) if us.certificate else None
    return ServiceView(
        entity_id=us.entity_id, acs_url=us.acs_url, metadata_url=us.entity_id, certificate=found,
        can=["make_key", "remove_key"] if actor.is_operator else [],
    )  # fmt: skip


def settings_of(connection: Connection) -> SamlSettings:
    """A connection's settings."""
    return SamlSettings.model_validate(connection.settings)


def expected(connection: Connection, request_id: str | None, *, is_rehearsal: bool = False) -> Expected:
    """What an answer by this connection must be. In a unit."""
    agreed = settings_of(connection)
    return Expected(
        service(), agreed.entity_id, tuple(one.pem for one in agreed.certificates), clock.now_ms(), request_id,
        allow_unsolicited=agreed.allow_unsolicited, is_rehearsal=is_rehearsal,
    )  # fmt: skip


def awaited(relay_state: str | None, request_id: str | None) -> Begun | None:
    """The request that an answer is to, by what the provider gives back; NotLetIn for one that is over."""
    row: Begun | None = None
    if relay_state:
        row = Begun.get_or_none(Begun.relay_hash == crypt.digest(relay_state))
    if row is None and request_id:
        row = Begun.get_or_none(Begun.request_id == request_id)
    if row is not None:
        require_open(row)
    return row


def open_request(id: str) -> Begun:
    """A request that still waits; NotLetIn for one that does not."""
    row: Begun | None = Begun.get_or_none(Begun.id == id)
    if row is None:
        raise NotLetIn("not_ours")
    require_open(row)
    return row


def require_open(row: Begun) -> None:
    """NotLetIn for a request that was answered or took too long."""
    if row.answered_at is not None:
        raise NotLetIn("replayed")
    if row.expires_at <= clock.now_ms():
        raise NotLetIn("not_ours")


def ticketed(ticket: str) -> Begun:
    """The proven sign-in that a ticket continues; NotLetIn for none."""
    row: Begun | None = Begun.get_or_none(Begun.ticket_hash == crypt.digest(ticket)) if ticket else None
    if row is None or row.answer is None or row.expires_at <= clock.now_ms():
        raise NotLetIn("not_ours")
    return row


def by_issuer(issuer: str) -> Connection:
    """The connection that takes unsolicited answers of an issuer; NotLetIn when none does."""
    for row in federation.enabled(ProviderKind.SAML):
        agreed = settings_of(row)
        if agreed.allow_unsolicited and agreed.entity_id == issuer:
            return row
    raise NotLetIn("not_ours")
