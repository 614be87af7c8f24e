"""What SAML is among the kinds of connections: its settings, how one is tried out, how pasted answers are read."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from appliance.engines import saml
from appliance.engines.asserted import Asserted
from appliance.engines.egress import Rule
from appliance.kernel import clock
from appliance.rooms.identity.federation import Connection, Finding, Provider, ProviderKind, offers
from appliance.rooms.identity.saml import queries
from appliance.rooms.identity.saml.shapes import SamlSettings, certificate_view


def _reaches_nothing(_: str, __: Mapping[str, Any]) -> Sequence[Rule]:
    """The browser carries every message: the appliance itself calls nobody."""
    return ()


async def _probe(connection: Connection) -> Sequence[Finding]:
    """Nothing can be asked of the provider from here; what was agreed can be looked at."""
    agreed, now = queries.settings_of(connection), clock.now_ms()
    views = [certificate_view(one, now) for one in agreed.certificates]
    found = [Finding("address", bool(agreed.destination), agreed.destination)]
    found += [Finding("certificate", one.state != "expired", f"{one.subject}: {one.state}") for one in views]
    return found


def _raw(material: str) -> bytes:
    if material.startswith("<"):
        return material.encode()
    try:
        return base64.b64decode("".join(material.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("neither XML nor Base64") from None


def _read(connection: Connection, material: str) -> Asserted:
    """Whom a pasted response or assertion names, by its own word."""
    try:
        told = saml.unproven(_raw(material), queries.expected(connection, None, is_rehearsal=True))
        return saml.asserted(told, connection.settings)
    except saml.Refused as refused:
        raise ValueError(refused.text) from None


def _checks(connection: Connection, material: str) -> Sequence[Finding]:
    """Every rule that a pasted response or assertion is held to, and whether it keeps it."""
    found = saml.examine(_raw(material), queries.expected(connection, None, is_rehearsal=True))
    return [Finding(check.name, check.passed, check.message) for check in found.checks]


SAML = offers(
    Provider(
        kind=ProviderKind.SAML, settings=SamlSettings, rules=_reaches_nothing, probe=_probe, read=_read,
        login="/auth/saml/login", callback="/auth/saml/acs", checks=_checks,
    )
)  # fmt: skip
