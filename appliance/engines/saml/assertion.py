"""What one verified assertion says, and whether it is for us and for now (SAML core 2.5, profiles 4.1.4.3).

Everything here gets an element that was parsed from verified bytes.
"""

from collections.abc import Iterator
from typing import Any

from appliance.engines.saml.names import BEARER, NAMESPACES, UNSPECIFIED
from appliance.engines.saml.reading import text_of
from appliance.engines.saml.terms import SKEW_MS, Check, Expected, Refused, Told
from appliance.engines.saml.timing import moment

_MOST_ATTRIBUTES = 200
_LONGEST = 4_000


def told_by(element: Any, expected: Expected) -> tuple[Told | None, list[Check]]:
    """What it tells, and the rules with their outcome. A value that cannot be read is a broken rule."""
    try:
        checks = [*_identity(element, expected), *_conditions(element, expected), *_statement(element, expected)]
        confirmation, confirmed = _confirmation(element, expected)
        return _told(element, confirmation), [*checks, *confirmed]
    except Refused as refused:
        return None, [Check(refused.check, passed=False, message=refused.text)]


def _identity(element: Any, expected: Expected) -> Iterator[Check]:
    issuer = text_of(element.find("saml:Issuer", NAMESPACES))
    yield Check("version", element.get("Version") == "2.0", "SAML version 2.0.")
    yield Check("issuer", issuer == expected.issuer, f"The assertion is from {expected.issuer}.")
    names = element.findall("saml:Subject/saml:NameID", NAMESPACES)
    is_named = len(names) == 1 and 0 < len(text_of(names[0])) <= _LONGEST
    yield Check("subject", is_named, "Names one person (NameID).")


def _conditions(element: Any, expected: Expected) -> Iterator[Check]:
    found = element.findall("saml:Conditions", NAMESPACES)
    if len(found) != 1:
        yield Check("audience", passed=False, message="The assertion says for whom and for when it is.")
        return
    yield Check("time", _is_now(found[0], expected.now), "Valid at this moment (NotBefore, NotOnOrAfter).")
    limits = found[0].findall("saml:AudienceRestriction", NAMESPACES)
    names = [[text_of(one) for one in limit.iterfind("saml:Audience", NAMESPACES)] for limit in limits]
    is_ours = bool(names) and all(expected.service.entity_id in one for one in names)
    yield Check("audience", is_ours, f"Meant for {expected.service.entity_id}.")


def _statement(element: Any, expected: Expected) -> Iterator[Check]:
    found = element.findall("saml:AuthnStatement", NAMESPACES)
    yield Check("statement", bool(found), "Says that the person signed in (AuthnStatement).")
    ends = [moment(one.get("SessionNotOnOrAfter")) for one in found]
    if any(end is not None and end + SKEW_MS <= expected.now for end in ends):
        yield Check("time", passed=False, message="The session at the identity provider is not over.")


def _is_now(element: Any, now: int) -> bool:
    start, end = moment(element.get("NotBefore")), moment(element.get("NotOnOrAfter"))
    return (start is None or start - SKEW_MS <= now) and (end is None or now < end + SKEW_MS)


def _confirmation(element: Any, expected: Expected) -> tuple[Any, list[Check]]:
    """The bearer confirmation that keeps the most rules, with their outcome."""
    found = [
        data
        for one in element.iterfind("saml:Subject/saml:SubjectConfirmation", NAMESPACES)
        if one.get("Method") == BEARER
        for data in one.findall("saml:SubjectConfirmationData", NAMESPACES)[:1]
    ]
    if not found:
        return None, [Check("recipient", passed=False, message="Confirms its bearer (SubjectConfirmation).")]
    tried = [(data, _of_confirmation(data, expected)) for data in found[:10]]
    return max(tried, key=lambda one: sum(check.passed for check in one[1]))


def _of_confirmation(data: Any, expected: Expected) -> list[Check]:
    end = moment(data.get("NotOnOrAfter"))
    checks = [
        Check("recipient", data.get("Recipient") == expected.service.acs_url, f"For {expected.service.acs_url}."),
        Check("time", end is not None and _is_now(data, expected.now), "Valid at this moment (confirmation)."),
    ]
    if expected.is_rehearsal:
        return checks
    answered = data.get("InResponseTo")
    if expected.request_id is not None:
        message = "Answers the request that this browser began."
        return [*checks, Check("request", answered == expected.request_id, message)]
    is_free = expected.allow_unsolicited and answered is None
    return [*checks, Check("request", is_free, "Begun by the identity provider, which this connection allows.")]


def _told(element: Any, confirmation: Any) -> Told:
    names = element.findall("saml:Subject/saml:NameID", NAMESPACES)
    name = names[0] if names else None
    conditions = element.find("saml:Conditions", NAMESPACES)
    ends = [moment(one.get("NotOnOrAfter")) for one in (conditions, confirmation) if one is not None]
    attributes, aliases = _attributes(element)
    identifier = element.get("ID") or ""
    if not identifier:
        raise Refused("structure", "The assertion has no ID.")
    return Told(
        assertion_id=identifier, issuer=text_of(element.find("saml:Issuer", NAMESPACES)), name_id=text_of(name),
        name_id_format=UNSPECIFIED if name is None else name.get("Format") or UNSPECIFIED,
        in_response_to=None if confirmation is None else confirmation.get("InResponseTo"),
        expires_at=max((end for end in ends if end is not None), default=0) + SKEW_MS,
        attributes=attributes, aliases=aliases, context=_context(element),
    )  # fmt: skip


def _attributes(element: Any) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    values: dict[str, tuple[str, ...]] = {}
    aliases: dict[str, str] = {}
    found = element.findall("saml:AttributeStatement/saml:Attribute", NAMESPACES)
    if len(found) > _MOST_ATTRIBUTES:
        raise Refused("structure", "The assertion has too many attributes.")
    for one in found:
        name = (one.get("Name") or "")[:_LONGEST]
        said = tuple(text_of(value)[:_LONGEST] for value in one.iterfind("saml:AttributeValue", NAMESPACES))
        values[name] = values.get(name, ()) + tuple(value for value in said if value)
        if one.get("FriendlyName"):
            aliases.setdefault(one.get("FriendlyName"), name)
    return values, aliases


def _context(element: Any) -> str | None:
    path = "saml:AuthnStatement/saml:AuthnContext/saml:AuthnContextClassRef"
    return text_of(element.find(path, NAMESPACES)) or None
