"""A response from the bytes to what it tells, rule by rule (SAML core 2 and 3, profiles 4.1.4.3, errata E78).

What breaks a fatal rule (form, signature) tells nothing; the other rules are all looked at, so that a rehearsal can
show each of them. A sign-in takes a message that keeps every rule, and no other.
"""

from typing import Any

from appliance.engines.saml import assertion as inner
from appliance.engines.saml import encryption, signature
from appliance.engines.saml.names import NAMESPACES, SAML, SUCCESS, tag
from appliance.engines.saml.reading import read_xml, text_of
from appliance.engines.saml.terms import Check, Examined, Expected, Refused, Told

_RESPONSE, _ASSERTION = signature.ROOTS
_ENCRYPTED = tag(SAML, "EncryptedAssertion")
_CODES = ("AuthnFailed", "RequestDenied", "NoPassive", "NoAuthnContext", "InvalidNameIDPolicy", "UnknownPrincipal")


def verify(raw: bytes, expected: Expected) -> Told:
    """What a response tells, when it keeps every rule; Refused with the first that it breaks."""
    found = examine(raw, expected)
    for check in found.failed:
        raise Refused(check.name, check.message)
    if found.told is None:  # a message without a failed rule and without an assertion cannot be
        raise Refused("structure", "The message holds no assertion.")
    return found.told


def examine(raw: bytes, expected: Expected) -> Examined:
    """A message rule by rule; `told` is what its verified bytes say, if there are any."""
    checks: list[Check] = []
    try:
        root = read_xml(raw)
        checks.append(Check("xml", passed=True, message="Well-formed XML without a document type."))
        _check_shape(root, expected)
        signature.check_places(root)
        checks.append(Check("structure", passed=True, message="One assertion, in its place."))
        response, element = _signed_parts(root, expected)
        checks.append(Check("signature", passed=True, message="Signed by a certificate of this connection."))
    except Refused as refused:
        return Examined((*checks, Check(refused.check, passed=False, message=refused.text)), None)
    told, found = inner.told_by(element, expected)
    if response is not None:
        checks += _of_response(response, expected, is_signed=response is not root)
    return Examined((*checks, *found), told)


def peek(raw: bytes) -> tuple[str, str | None]:
    """Issuer and InResponseTo as the message claims them, unproven: to find what it is to be held against."""
    root = read_xml(raw)
    issuer = next(root.iter(tag(SAML, "Issuer")), None)
    return text_of(issuer), root.get("InResponseTo")


def unproven(raw: bytes, expected: Expected) -> Told:
    """What a message claims, believed or not: for an administrator's rehearsal and nothing else."""
    found = examine(raw, expected).told
    if found is not None:
        return found
    root = read_xml(raw)
    element = root if root.tag == _ASSERTION else next(root.iter(_ASSERTION), None)
    if element is None:
        raise Refused("structure", "The message holds no assertion that can be read.")
    told, checks = inner.told_by(element, expected)
    if told is None:
        raise Refused(checks[0].name, checks[0].message)
    return told


def _check_shape(root: Any, expected: Expected) -> None:
    """One assertion, a child of one response; or an assertion alone where an administrator pastes it."""
    if root.tag == _ASSERTION and expected.is_rehearsal:
        if sum(1 for _ in root.iter(_ASSERTION)) != 1:
            raise Refused("structure", "The message must hold exactly one assertion.")
        return
    if root.tag != _RESPONSE:
        raise Refused("structure", "The message is not a SAML 2.0 response.")
    if sum(1 for _ in root.iter(_RESPONSE)) != 1:
        raise Refused("structure", "The message holds a response within a response.")
    _check_status(root)
    found = list(root.iter(_ASSERTION, _ENCRYPTED))
    if len(found) != 1 or found[0].getparent() is not root:
        raise Refused("structure", "The message must hold exactly one assertion.")


def _check_status(root: Any) -> None:
    codes = [code.get("Value") or "" for code in root.iterfind("samlp:Status//samlp:StatusCode", NAMESPACES)]
    if codes and codes[0] == SUCCESS:
        return
    known = next((code for code in _CODES for found in codes if found.endswith(":" + code)), "")
    raise Refused("status", f"The identity provider did not sign this person in{f' ({known})' if known else ''}.")


def _signed_parts(root: Any, expected: Expected) -> tuple[Any, Any]:
    """The response (as signed where it is, else as it came) and the assertion, from verified bytes only."""
    if root.tag == _ASSERTION:
        return None, _signed_assertion(root, root, expected)
    response = root
    if signature.signature_in(root) is not None:
        response = signature.verified(root, root, expected.certificates)
        _check_shape(response, expected)
    encrypted = response.find("saml:EncryptedAssertion", NAMESPACES)
    if encrypted is not None:
        return response, _decrypted(encrypted, expected, is_covered=response is not root)
    came = root.find("saml:Assertion", NAMESPACES)
    if signature.signature_in(came) is None and response is not root:
        return response, response.find("saml:Assertion", NAMESPACES)
    return response, _signed_assertion(root, came, expected)


def _signed_assertion(root: Any, element: Any, expected: Expected) -> Any:
    if signature.signature_in(element) is None:
        raise Refused("signature", "Neither the response nor the assertion is signed.")
    return signature.verified(root, element, expected.certificates)


def _decrypted(encrypted: Any, expected: Expected, *, is_covered: bool) -> Any:
    element = encryption.decrypted(encrypted, expected.service.private_key, is_covered=is_covered)
    if element.tag != _ASSERTION or sum(1 for _ in element.iter(_ASSERTION)) != 1:
        raise Refused("structure", "What was encrypted is not one assertion.")
    signature.check_places(element)
    if signature.signature_in(element) is None and is_covered:
        return element
    return _signed_assertion(element, element, expected)


def _of_response(response: Any, expected: Expected, *, is_signed: bool) -> list[Check]:
    issuer, destination = response.find("saml:Issuer", NAMESPACES), response.get("Destination")
    is_ours = destination == expected.service.acs_url if destination or is_signed else True
    found = [
        Check("destination", is_ours, f"Sent to {expected.service.acs_url}."),
        Check("version", response.get("Version") == "2.0", "SAML version 2.0."),
    ]
    if issuer is not None:
        found.append(Check("issuer", text_of(issuer) == expected.issuer, f"The response is from {expected.issuer}."))
    if not expected.is_rehearsal:
        is_answer = response.get("InResponseTo") == expected.request_id
        found.append(Check("request", is_answer, "Answers the request that this browser began."))
    return found


__all__ = ["examine", "peek", "unproven", "verify"]
