"""What happened to addresses."""

from appliance.kernel.event import Event


class AddressAsked(Event):
    user_id: str


class AddressChanged(Event):
    user_id: str
    org_id: str
