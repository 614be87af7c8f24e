"""A browser between the appliance and an identity provider that signs whatever a test wants."""

import base64
import dataclasses
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml import etree

from appliance.engines.saml.certificates import bare
from appliance.engines.saml.names import DS, MD, REDIRECT
from appliance.kernel import clock
from appliance.store import ledger
from appliance.store.database import read_now
from appliance.store.unit import reading_connection
from tests.engines.saml.forging import ISSUER, Said, pair, raw, right

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://idp.example"}
MINUTE = clock.MINUTE


def metadata(*certificates: str) -> str:
    """Metadata of the provider."""
    keys = "".join(
        f"<md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{bare(one)}</ds:X509Certificate>"
        "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for one in certificates or (pair()[1],)
    )
    return f"""<md:EntityDescriptor xmlns:md="{MD}" xmlns:ds="{DS}" entityID="{ISSUER}"><md:IDPSSODescriptor
      protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">{keys}<md:SingleSignOnService
      Binding="{REDIRECT}" Location="https://idp.example/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>"""


def connect(house: Any, by: Any, settings: Any = None, **changes: Any) -> Any:
    """A connection to the provider."""
    given = {"kind": "saml", "label": "Acme ID", "creates_people": True, "trusts_email": True, "domains": []}
    given |= {"settings": {"metadata": metadata()} | (settings or {})} | changes
    reply = house.call("federation.create_connection", by=by, **given)
    assert reply.status == 201, reply.body
    return reply.json


@dataclass
class Browser:
    """Keeps cookies as browsers do: SameSite=Lax ones stay at home when another site posts a form."""

    house: Any
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Any:
        return self._kept(self.house.get(path, headers=self._sent() | headers))

    def post(self, path: str, fields: dict[str, str], *, is_same_site: bool = False) -> Any:
        headers = FORM | (self._sent() if is_same_site else {})
        return self._kept(self.house.post(path, body=urlencode(fields), headers=headers))

    def _sent(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}

    def _kept(self, reply: Any) -> Any:
        for name, line in reply.cookies.items():
            assert "SameSite=Lax" in line
            value = line.partition("=")[2].partition(";")[0]
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return reply


@dataclass
class Begun:
    """A request that went out: what a provider reads of it."""

    browser: Browser
    relay_state: str
    request: Any
    url: str

    @property
    def id(self) -> str:
        return self.request.get("ID")

    def said(self, **changes: Any) -> Said:
        """A right answer's words, changed."""
        now, acs = clock.now_ms(), self.request.get("AssertionConsumerServiceURL")
        entity = self.request.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer")
        words = Said(
            audience=entity, recipient=acs, destination=acs, in_response_to=self.id, start=now - MINUTE,
            end=now + 5 * MINUTE, confirmation_end=now + 5 * MINUTE, id=f"_a{self.id[1:20]}",
        )  # fmt: skip
        return dataclasses.replace(words, **changes)

    def answer(self, message: Any = None, *, by: Browser | None = None, **more: Any) -> Any:
        """Send an answer as the provider's page does, and follow our way round for the cookie."""
        reply = (by or self.browser).post(
            "/auth/saml/acs", form(right(self.said()) if message is None else message, self.relay_state), **more
        )
        if reply.headers.get("location", "").startswith("/auth/saml/finish"):
            return (by or self.browser).get(reply.headers["location"])
        return reply


def form(message: Any, relay_state: str | None) -> dict[str, str]:
    """The fields of the provider's form."""
    data = message if isinstance(message, bytes) else raw(message)
    fields = {"SAMLResponse": base64.b64encode(data).decode()}
    return fields | ({"RelayState": relay_state} if relay_state else {})


def begin(house: Any, then: str | None = None, browser: Browser | None = None) -> Begun:
    """A browser that was sent to the provider."""
    browser = browser or Browser(house)
    reply = browser.get("/auth/saml/login" + (f"?{urlencode({'next': then})}" if then else ""))
    assert reply.status == 303, reply.body
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    xml = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
    return Begun(browser, query["RelayState"][0], etree.fromstring(xml), reply.headers["location"])


def facts(name: str) -> list[dict[str, Any]]:
    """The facts of every event of this name, oldest first."""
    return [one.data for one in read_now(lambda: ledger.after(reading_connection(), 0)) if one.name == name]
