"""Metadata (SAML metadata 2): what a provider says of itself, pasted by an administrator, and what we say of us."""

from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from lxml.builder import ElementMaker

from appliance.engines.saml.certificates import bare, certificate_of
from appliance.engines.saml.names import DS, EMAIL, MD, NAMESPACES, PERSISTENT, POST, REDIRECT, SAMLP, XENC11, tag
from appliance.engines.saml.reading import read_xml, text_of
from appliance.engines.saml.terms import Certificate, Provider, Refused, Service
from appliance.engines.saml.timing import moment

_MOST_CERTIFICATES = 10


def provider_of(raw: bytes) -> Provider:
    """The identity provider of a metadata document; Refused when there is none or more than one, or no certificate."""
    root = read_xml(raw)
    entities = [root] if root.tag == tag(MD, "EntityDescriptor") else root.findall(".//md:EntityDescriptor", NAMESPACES)
    roles = [(entity, role) for entity in entities for role in entity.findall("md:IDPSSODescriptor", NAMESPACES)]
    if len(roles) != 1:
        raise Refused("metadata", "The metadata must describe exactly one identity provider.")
    entity, role = roles[0]
    certificates = _certificates(role)
    redirect, post = _address(role, REDIRECT), _address(role, POST)
    if not entity.get("entityID") or not certificates or not (redirect or post):
        raise Refused("metadata", "The metadata lacks an entity id, a sign-on address or a signing certificate.")
    return Provider(
        entity_id=entity.get("entityID"), redirect_url=redirect, post_url=post, certificates=certificates,
        wants_signed_requests=role.get("WantAuthnRequestsSigned") in ("true", "1"),
        valid_until=moment(entity.get("validUntil") or root.get("validUntil")),
    )  # fmt: skip


def _certificates(role: Any) -> tuple[Certificate, ...]:
    found: dict[str, Certificate] = {}
    for key in role.findall("md:KeyDescriptor", NAMESPACES):
        if key.get("use") not in (None, "signing"):
            continue
        for one in key.iterfind("ds:KeyInfo/ds:X509Data/ds:X509Certificate", NAMESPACES):
            certificate = certificate_of(text_of(one))
            found.setdefault(certificate.fingerprint, certificate)
    if len(found) > _MOST_CERTIFICATES:
        raise Refused("metadata", "The metadata has too many certificates.")
    return tuple(found.values())


def _address(role: Any, binding: str) -> str | None:
    for service in role.findall("md:SingleSignOnService", NAMESPACES):
        if service.get("Binding") == binding:
            return address_of(service.get("Location") or "")
    return None


def address_of(location: str) -> str:
    """A sign-on address that a browser may be sent to: http or https with a host, nothing that ends a header."""
    parts = urlsplit(location.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or not location.isprintable() or " " in location:
        raise Refused("metadata", "A sign-on address is not an http or https address.")
    return location.strip()


def service_metadata(service: Service) -> bytes:
    """What a provider is given of us: entity id, where answers go, and the certificate if we have one."""
    md = ElementMaker(namespace=MD, nsmap={"md": MD, "ds": DS})
    parts = [
        md.NameIDFormat(PERSISTENT),
        md.NameIDFormat(EMAIL),
        md.AssertionConsumerService(
            {"Binding": POST, "Location": service.acs_url, "index": "0", "isDefault": "true"},
        ),
    ]
    if service.certificate is not None:
        parts[:0] = [_key(service.certificate, "signing"), _key(service.certificate, "encryption")]
    role = md.SPSSODescriptor(
        {"AuthnRequestsSigned": "true" if service.certificate else "false", "WantAssertionsSigned": "true",
         "protocolSupportEnumeration": SAMLP}, *parts,
    )  # fmt: skip
    root = md.EntityDescriptor({"entityID": service.entity_id}, role)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _key(pem: str, use: str) -> Any:
    md, ds = ElementMaker(namespace=MD), ElementMaker(namespace=DS)
    data = ds.KeyInfo(ds.X509Data(ds.X509Certificate(bare(pem))))
    if use == "signing":
        return md.KeyDescriptor({"use": use}, data)
    return md.KeyDescriptor({"use": use}, data, md.EncryptionMethod({"Algorithm": XENC11 + "aes256-gcm"}))
