"""What happened on the way back in."""

from appliance.kernel.event import Event


class RecoveryAsked(Event):
    asked_id: str


class ResetLinkMade(Event):
    user_id: str
    org_id: str
    made_by: str
