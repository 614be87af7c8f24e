"""What happened to keys."""

from appliance.kernel.event import Event


class KeyCreated(Event):
    key_id: str
    user_id: str
    scope: str


class KeyChanged(Event):
    key_id: str
    fields: list[str]


class KeyRotated(Event):
    key_id: str
    user_id: str
    overlap_hours: int


class KeyRevoked(Event):
    key_id: str
    user_id: str
