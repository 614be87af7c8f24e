"""What happened in SAML."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class SamlAnswerRefused(Event):
    """An identity provider's answer broke a rule; `check` names it."""

    connection_id: str
    org_id: str
    check: str


@dataclass(frozen=True)
class SamlKeyMade(Event):
    fingerprint: str


@dataclass(frozen=True)
class SamlKeyRemoved(Event):
    fingerprint: str
