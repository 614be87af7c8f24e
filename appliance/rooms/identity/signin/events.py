"""What happened at the door."""

from appliance.kernel.event import Event


class SignInRefused(Event):
    user_id: str  # empty when nobody has this address
    org_id: str
    reason: str


class SetUp(Event):
    user_id: str
    org_id: str
