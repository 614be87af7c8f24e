"""What happened on the way back in."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class RecoveryAsked(Event):
    asked_id: str


@dataclass(frozen=True)
class ResetLinkMade(Event):
    user_id: str
    org_id: str
    made_by: str
