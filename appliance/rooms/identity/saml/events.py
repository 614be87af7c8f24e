"""What happened in SAML."""

from appliance.kernel.event import Event


class SamlAnswerRefused(Event):
    """An identity provider's answer broke a rule; `check` names it."""

    connection_id: str
    org_id: str
    check: str


class SamlKeyMade(Event):
    fingerprint: str


class SamlKeyRemoved(Event):
    fingerprint: str
