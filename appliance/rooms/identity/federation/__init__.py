"""Signing in by the word of identity providers: connections, whose word is whose account, and how it is applied.

Protocols lie in rooms above: they make themselves known by `offers`, prove an assertion, and end in `signin.federated`.
"""

from appliance.rooms.identity.federation.actions import spend
from appliance.rooms.identity.federation.arrivals import admit, arrive, note_refusal, renew
from appliance.rooms.identity.federation.mapping import Mapped, Mapping, values
from appliance.rooms.identity.federation.ports import Finding, Provider, feature, offers, providers
from appliance.rooms.identity.federation.queries import (
    break_glass_ids,
    connection,
    enabled,
    identities_by,
    identity,
    is_enforced,
    is_password_open,
    mapped,
    require_password_allowed,
    secret,
    ways,
)
from appliance.rooms.identity.federation.refusals import NotLetIn
from appliance.rooms.identity.federation.shapes import WayInView
from appliance.rooms.identity.federation.tables import Connection, Identity, ProviderKind

__all__ = [
    "Connection", "Finding", "Identity", "Mapped", "Mapping", "NotLetIn", "Provider", "ProviderKind",
    "WayInView", "admit", "arrive", "break_glass_ids", "connection", "enabled", "feature", "identities_by", "identity",
    "is_enforced", "is_password_open", "mapped", "note_refusal", "offers", "providers", "renew",
    "require_password_allowed", "secret", "spend", "values", "ways",
]  # fmt: skip
