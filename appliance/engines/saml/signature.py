"""XML signatures of a pinned key. What is told afterwards is read from the verified bytes alone.

signxml does the arithmetic; which signatures it is shown is decided here: one reference, to the element that holds the
signature, by exclusive canonicalisation, and no key that the message brings. Source: W3C xmldsig-core1, SAML core 5.4.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLVerifier
from signxml.exceptions import SignXMLException

from appliance.engines.saml.names import DS, ENVELOPED, EXCLUSIVE, NAMESPACES, SAML, SAMLP, tag
from appliance.engines.saml.reading import parser
from appliance.engines.saml.terms import Refused

_METHODS = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
})  # fmt: skip
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_OLD = re.compile(r"(?:sha1|md5|#dsa)", re.IGNORECASE)
_IDS = ("ID", "Id", "id", "{http://www.w3.org/XML/1998/namespace}id")
_NAME = re.compile(r"[A-Za-z_][\w.\-]{0,255}")
_CHILDREN = (tag(DS, "SignedInfo"), tag(DS, "SignatureValue"), tag(DS, "KeyInfo"))


def check_places(root: Any) -> None:
    """Refuse ids that are not unique, and signatures anywhere but directly in the response or the assertion."""
    ids = [element.get(name) for element in root.iter(etree.Element) for name in _IDS if element.get(name) is not None]
    if len(ids) != len(set(ids)):
        raise Refused("structure", "Two elements of the message have the same ID.")
    holders = [signature.getparent() for signature in root.iter(tag(DS, "Signature"))]
    if len(holders) != len(set(holders)):
        raise Refused("structure", "An element of the message is signed twice.")
    for holder in holders:
        is_root = holder is not None and holder is root
        is_assertion = holder is not None and holder.tag == tag(SAML, "Assertion") and holder.getparent() is root
        if not is_root and not is_assertion:
            raise Refused("structure", "A signature stands where none belongs.")


def signature_in(element: Any) -> Any:
    """The signature directly in an element, or None."""
    return element.find("ds:Signature", NAMESPACES)


def verified(root: Any, element: Any, certificates: Sequence[str]) -> Any:
    """The element as it was signed by one of the certificates (PEM): a new tree, parsed from the verified bytes.

    `element` is the root or a child of it and holds a signature.
    """
    _check_form(element, signature_in(element))
    location = "./" if element is root else f"./{element.tag}/"
    for certificate in certificates:
        signed = _verified_by(root, location, x509.load_pem_x509_certificate(certificate.encode()))
        if signed is not None:
            break
    else:
        raise Refused("signature", "The signature was not made by a certificate of this connection.")
    if signed.tag != element.tag or signed.get("ID") != element.get("ID"):
        raise Refused("signature", "The signature is about another element than the one that holds it.")
    return signed


def _verified_by(root: Any, location: str, certificate: x509.Certificate) -> Any:
    config = SignatureConfiguration(
        location=location, expect_references=1, signature_methods=_METHODS, digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True, verification_time=_within(certificate),
    )  # fmt: skip
    try:
        found = XMLVerifier().verify(
            root, x509_cert=certificate, expect_config=config, id_attribute="ID", parser=parser()
        )
    except (SignXMLException, etree.LxmlError, ValueError, TypeError, AttributeError, KeyError):
        return None
    return None if isinstance(found, list) else found.signed_xml


def _within(certificate: x509.Certificate) -> datetime:
    """A moment at which the certificate holds: it is trusted because it was configured, as a name for its key.

    Source: SAML 2.0 Metadata Interoperability Profile 2.6.1. Its end is shown to administrators instead.
    """
    end = certificate.not_valid_after_utc - timedelta(seconds=1)
    return min(max(datetime.now(UTC), certificate.not_valid_before_utc), end)


def _check_form(element: Any, signature: Any) -> None:
    info = signature.find("ds:SignedInfo", NAMESPACES)
    if info is None or [child.tag for child in signature.iterchildren(etree.Element)] != list(_present(signature)):
        raise Refused("signature", "The signature is not of a form that is taken.")
    references = info.findall("ds:Reference", NAMESPACES)
    identifier = element.get("ID") or ""
    if len(references) != 1 or not _NAME.fullmatch(identifier) or references[0].get("URI") != f"#{identifier}":
        raise Refused("signature", "The signature is not about the element that holds it.")
    _check_algorithms(info, references[0])


def _present(signature: Any) -> tuple[str, ...]:
    """The children that a signature may have, in their order; KeyInfo may be left out and is never used."""
    return _CHILDREN if signature.find("ds:KeyInfo", NAMESPACES) is not None else _CHILDREN[:2]


def _check_algorithms(info: Any, reference: Any) -> None:
    transforms = [one.get("Algorithm") for one in reference.iterfind("ds:Transforms/ds:Transform", NAMESPACES)]
    canonical = [one.get("Algorithm") for one in info.iterfind("ds:CanonicalizationMethod", NAMESPACES)]
    if transforms != [ENVELOPED, EXCLUSIVE] or canonical != [EXCLUSIVE]:
        raise Refused("signature", "The signature uses other transforms than enveloped and exclusive canonicalisation.")
    methods = [one.get("Algorithm") or "" for one in info.iterfind("ds:SignatureMethod", NAMESPACES)]
    digests = [one.get("Algorithm") or "" for one in reference.iterfind("ds:DigestMethod", NAMESPACES)]
    if any(_OLD.search(one) for one in methods + digests):
        raise Refused("signature", "The signature uses SHA-1 or another broken algorithm.")
    known = {one.value for one in _METHODS}, {one.value for one in _DIGESTS}
    if len(methods) != 1 or methods[0] not in known[0] or len(digests) != 1 or digests[0] not in known[1]:
        raise Refused("signature", "The signature uses an algorithm that is not taken.")


ROOTS = (tag(SAMLP, "Response"), tag(SAML, "Assertion"))
"""What a message may be: a response, or (in a rehearsal) an assertion alone."""
