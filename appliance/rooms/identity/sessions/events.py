"""What happened to sessions."""

from appliance.kernel.event import Event


class SignedIn(Event):
    user_id: str
    session_id: str
    org_id: str
    method: str


class SignedOut(Event):
    user_id: str
    session_id: str


class HandedOver(Event):
    user_id: str
    session_id: str


class Confirmed(Event):
    user_id: str
    session_id: str
    method: str
