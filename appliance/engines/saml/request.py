"""The question to a provider: an AuthnRequest by redirect (signed in the query) or by a form (signed in the XML).

Sources: SAML core 3.4.1, bindings 3.4.4.1 (DEFLATE, signature over the query as sent) and 3.5.4.
"""

import base64
import hashlib
import html
import zlib
from dataclasses import dataclass
from urllib.parse import urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from lxml.builder import ElementMaker

from appliance.engines.saml.names import POST, RSA_SHA256, SAML, SAMLP
from appliance.engines.saml.terms import Service
from appliance.engines.saml.timing import written


@dataclass(frozen=True, slots=True)
class Question:
    """One request to be sent: its id, where to, when, and what to give back with the answer."""

    id: str
    destination: str
    issued_at: int
    relay_state: str
    name_id_format: str | None = None
    is_forced: bool = False  # the provider shall ask for the password again


def authn_request(question: Question, service: Service) -> bytes:
    """The AuthnRequest, unsigned."""
    return bytes(etree.tostring(_element(question, service)))


def _element(question: Question, service: Service) -> etree._Element:
    samlp = ElementMaker(namespace=SAMLP, nsmap={"samlp": SAMLP, "saml": SAML})
    said = {
        "ID": question.id, "Version": "2.0", "IssueInstant": written(question.issued_at),
        "Destination": question.destination, "ProtocolBinding": POST,
        "AssertionConsumerServiceURL": service.acs_url,
    }  # fmt: skip
    policy = {"AllowCreate": "true"} | ({"Format": question.name_id_format} if question.name_id_format else {})
    return samlp.AuthnRequest(
        said | ({"ForceAuthn": "true"} if question.is_forced else {}),
        ElementMaker(namespace=SAML).Issuer(service.entity_id), samlp.NameIDPolicy(policy),
    )  # fmt: skip


def redirect_url(question: Question, service: Service) -> str:
    """Where the browser is sent; signed when we have a key."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(authn_request(question, service)) + packer.flush()
    query = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": question.relay_state}
    text = urlencode(query | ({"SigAlg": RSA_SHA256} if service.private_key else {}))
    if service.private_key:
        text += "&" + urlencode({"Signature": base64.b64encode(_signed(text.encode(), service.private_key)).decode()})
    return question.destination + ("&" if "?" in question.destination else "?") + text


def _signed(data: bytes, private_key: str) -> bytes:
    key = load_pem_private_key(private_key.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the appliance's key for SAML is an RSA key")
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def post_form(question: Question, service: Service) -> str:
    """A page that sends the request as a form: at once where scripts run, else by its button."""
    xml = authn_request(question, service)
    if service.private_key and service.certificate:
        xml = _enveloped(_element(question, service), service.private_key, service.certificate)
    fields = {"SAMLRequest": base64.b64encode(xml).decode(), "RelayState": question.relay_state}
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">' for name, value in fields.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>…</title>'
        f'<form method="post" action="{html.escape(question.destination)}">{inputs}<button>→</button></form>'
        f"<script>{SUBMIT}</script></html>"
    )


SUBMIT = "document.forms[0].submit()"
SUBMIT_HASH = "sha256-" + base64.b64encode(hashlib.sha256(SUBMIT.encode()).digest()).decode()
"""The one script of that page, and how its policy names it."""


def _enveloped(element: etree._Element, private_key: str, certificate: str) -> bytes:
    """The request with its signature behind the Issuer, where the schema wants it."""
    from signxml import CanonicalizationMethod, XMLSigner

    place = ElementMaker(namespace="http://www.w3.org/2000/09/xmldsig#").Signature({"Id": "placeholder"})
    element.insert(1, place)
    signer = XMLSigner(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0)
    signed = signer.sign(element, key=private_key, cert=certificate, reference_uri=element.get("ID"), id_attribute="ID")
    return bytes(etree.tostring(signed))
