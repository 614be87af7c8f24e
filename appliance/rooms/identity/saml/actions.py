"""Changes of SAML: requests that go out, answers that use them up, the appliance's own key."""

import dataclasses
import secrets

import orjson

from appliance.engines.asserted import Asserted
from appliance.engines.saml import Certificate, Told
from appliance.kernel import clock, crypt
from appliance.kernel.event import emit
from appliance.rooms.identity import federation, orgs
from appliance.rooms.identity.federation import Connection, NotLetIn, ProviderKind
from appliance.rooms.identity.saml import queries
from appliance.rooms.identity.saml.events import SamlAnswerRefused, SamlKeyMade, SamlKeyRemoved
from appliance.rooms.identity.saml.tables import Begun, OwnKey
from appliance.store import opened

REQUEST_MS = 10 * clock.MINUTE
TICKET_MS = clock.MINUTE
_ANSWER = "saml answer"


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A request that is on its way: what the browser carries to the provider, and what it keeps."""

    connection: Connection
    request_id: str
    relay_state: str
    browser_secret: str


def begin(connection_id: str, then: str) -> Sent:
    """Note a request; NotLetIn when there is no such connection."""
    connection = federation.connection(ProviderKind.SAML, connection_id)
    sent = Sent(connection, f"_{secrets.token_hex(20)}", secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    Begun.add(
        org_id=connection.org_id, connection_id=connection.id, request_id=sent.request_id,
        relay_hash=crypt.digest(sent.relay_state), browser_hash=crypt.digest(sent.browser_secret), then=then,
        expires_at=clock.now_ms() + REQUEST_MS,
    )  # fmt: skip
    return sent


def use_up(told: Told, begun_id: str | None) -> None:
    """Use an assertion and its request up, before anything is done with them; NotLetIn for the second time."""
    federation.spend(f"saml {told.issuer} {told.assertion_id}", told.expires_at)
    if begun_id is not None:
        queries.open_request(begun_id).change(answered_at=clock.now_ms())


def park(begun_id: str, said: Asserted) -> str:
    """Keep what was proven for a minute, until the same browser comes back with its cookie; the ticket for that."""
    ticket = secrets.token_urlsafe(32)
    plain = orjson.dumps({**dataclasses.asdict(said), "claims": dict(said.claims)})
    Begun.get_by_id(begun_id).change(
        ticket_hash=crypt.digest(ticket), answer=opened().keys.seal(plain, _ANSWER),
        expires_at=clock.now_ms() + TICKET_MS,
    )  # fmt: skip
    return ticket


def take(ticket: str, browser_secret: str | None) -> tuple[Connection, Asserted, str | None]:
    """Take what was kept, once, in the browser that began; NotLetIn in any other."""
    row = queries.ticketed(ticket)
    if browser_secret is None or not crypt.same(crypt.digest(browser_secret), row.browser_hash):
        raise NotLetIn("not_ours")
    plain = orjson.loads(opened().keys.unseal(row.answer, _ANSWER))
    groups = plain.pop("groups")
    row.change(answer=None, ticket_hash=None)
    connection = federation.connection(ProviderKind.SAML, row.connection_id)
    return connection, Asserted(**plain, groups=tuple(groups) if groups is not None else None), row.then


def note_refusal(connection: Connection | None, check: str) -> None:
    """Record which rule an answer broke."""
    emit(SamlAnswerRefused(connection.id if connection else "", connection.org_id if connection else "", check))


def keep_key(private_key: str, certificate: Certificate) -> None:
    """Put a new key in the place of the last one."""
    OwnKey.delete().execute()
    first = orgs.the_org()
    sealed = opened().keys.seal(private_key.encode(), queries.KEY_PURPOSE)
    OwnKey.add(
        org_id=first.id if first else "", private_key=sealed, certificate=certificate.pem,
        expires_at=certificate.not_after,
    )  # fmt: skip
    emit(SamlKeyMade(certificate.fingerprint))


def remove_key(fingerprint: str) -> None:
    """Go on without a key: requests are not signed, and nothing can be encrypted for us."""
    OwnKey.delete().execute()
    emit(SamlKeyRemoved(fingerprint))


def forget_begun() -> None:
    """Delete requests that are over."""
    Begun.delete().where(Begun.expires_at < clock.now_ms()).execute()
