"""An identity provider that makes any response, right or wrong: what it signs, where, with which key and algorithm."""

import copy
import datetime as dt
import functools
from dataclasses import dataclass, replace
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import CanonicalizationMethod, XMLSigner

from appliance.engines.saml import Expected, Service
from appliance.engines.saml.names import BEARER, DS, NAMESPACES, PERSISTENT, SAML, SAMLP, SUCCESS
from appliance.engines.saml.timing import written

NOW = 1_795_000_000_000
MINUTE = 60_000
ISSUER = "https://idp.example/metadata"
ENTITY = "https://appliance.example/auth/saml/metadata"
ACS = "https://appliance.example/auth/saml/acs"
REQUEST = "_request0001"
SERVICE = Service(ENTITY, ACS)
EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0


def pair(name: str = "idp", kind: str = "rsa") -> tuple[Any, str]:
    """A private key and its certificate (PEM)."""
    return _pair(name, kind)


@functools.cache
def _pair(name: str, kind: str) -> tuple[Any, str]:
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "ec" else rsa.generate_private_key(65_537, 2_048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = dt.datetime(2010 if name == "ended" else 2026, 1, 1, tzinfo=dt.UTC)
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    built = built.serial_number(7).not_valid_before(start).not_valid_after(start + dt.timedelta(days=3650))
    return key, built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def expected(**changes: Any) -> Expected:
    """What a right response is held against."""
    return replace(Expected(SERVICE, ISSUER, (pair()[1],), NOW, request_id=REQUEST), **changes)


@dataclass(frozen=True)
class Said:
    """What a response says; the defaults are right ones."""

    name_id: str = "ada-0001"
    name_id_format: str = PERSISTENT
    issuer: str = ISSUER
    audience: str | None = ENTITY
    recipient: str = ACS
    destination: str | None = ACS
    in_response_to: str | None = REQUEST
    start: int = NOW - MINUTE
    end: int = NOW + 5 * MINUTE
    confirmation_end: int | None = NOW + 5 * MINUTE
    status: str = SUCCESS
    id: str = "_assertion1"
    response_id: str = "_response1"
    method: str = BEARER
    with_statement: bool = True
    email: str = "ada@example.com"


RIGHT = Said()


def assertion(said: Said = RIGHT) -> Any:
    """An assertion without a signature."""
    answered = f' InResponseTo="{said.in_response_to}"' if said.in_response_to else ""
    until = f' NotOnOrAfter="{written(said.confirmation_end)}"' if said.confirmation_end else ""
    audience = f"<saml:AudienceRestriction><saml:Audience>{said.audience}</saml:Audience></saml:AudienceRestriction>"
    statement = f'<saml:AuthnStatement AuthnInstant="{written(NOW)}"><saml:AuthnContext/></saml:AuthnStatement>'
    return etree.fromstring(f"""<saml:Assertion xmlns:saml="{SAML}" ID="{said.id}" Version="2.0"
      IssueInstant="{written(NOW)}"><saml:Issuer>{said.issuer}</saml:Issuer><saml:Subject>
      <saml:NameID Format="{said.name_id_format}">{said.name_id}</saml:NameID>
      <saml:SubjectConfirmation Method="{said.method}">
      <saml:SubjectConfirmationData Recipient="{said.recipient}"{until}{answered}/></saml:SubjectConfirmation>
      </saml:Subject><saml:Conditions NotBefore="{written(said.start)}" NotOnOrAfter="{written(said.end)}">
      {audience if said.audience else ""}</saml:Conditions>{statement if said.with_statement else ""}
      <saml:AttributeStatement><saml:Attribute Name="email">
      <saml:AttributeValue>{said.email}</saml:AttributeValue></saml:Attribute>
      <saml:Attribute Name="urn:oid:2.16.840.1.113730.3.1.241" FriendlyName="displayName">
      <saml:AttributeValue>Ada Lovelace</saml:AttributeValue></saml:Attribute>
      <saml:Attribute Name="groups"><saml:AttributeValue>engine</saml:AttributeValue>
      <saml:AttributeValue>poets</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
      </saml:Assertion>""")


def response(*inner: Any, said: Said = RIGHT) -> Any:
    """A response around what is given, without a signature."""
    answered = f' InResponseTo="{said.in_response_to}"' if said.in_response_to else ""
    destination = f' Destination="{said.destination}"' if said.destination else ""
    root = etree.fromstring(f"""<samlp:Response xmlns:samlp="{SAMLP}" xmlns:saml="{SAML}" ID="{said.response_id}"
      Version="2.0" IssueInstant="{written(NOW)}"{destination}{answered}><saml:Issuer>{said.issuer}</saml:Issuer>
      <samlp:Status><samlp:StatusCode Value="{said.status}"/></samlp:Status></samlp:Response>""")
    root.extend(inner)
    return root


class OldSigner(XMLSigner):
    """Signs with what nobody should use any more."""

    def check_deprecated_methods(self):
        pass


def signed(
    element: Any, *, key: str = "idp", kind: str = "rsa", signer: type[XMLSigner] = XMLSigner, **how: Any
) -> Any:
    """The element with its signature behind the issuer, as providers place it."""
    private, certificate = pair(key, kind)
    element = copy.deepcopy(element)
    place = etree.SubElement(element, f"{{{DS}}}Signature", Id="placeholder", nsmap={"ds": DS})
    element.insert(1, place)
    made = signer(
        c14n_algorithm=how.pop("c14n", EXCLUSIVE),
        signature_algorithm=how.pop("algorithm", f"{'ecdsa' if kind == 'ec' else 'rsa'}-sha256"),
        **how,
    )
    return made.sign(element, key=private, cert=certificate, reference_uri=element.get("ID"), id_attribute="ID")


def raw(element: Any) -> bytes:
    return etree.tostring(element)


def right(said: Said = RIGHT, **how: Any) -> Any:
    """A response whose assertion is signed."""
    return response(signed(assertion(said), **how), said=said)


def find(element: Any, path: str) -> Any:
    found = element.find(path, NAMESPACES)
    assert found is not None, path
    return found
