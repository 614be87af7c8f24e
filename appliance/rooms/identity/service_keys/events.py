"""What happened to service keys."""

from appliance.kernel.event import Event


class ServiceKeyCreated(Event):
    key_id: str
    user_id: str
    type: str


class ServiceKeyChanged(Event):
    key_id: str
    fields: list[str]
    type: str


class ServiceKeyRegenerated(Event):
    key_id: str
    user_id: str


class ServiceKeyRemoved(Event):
    key_id: str
    user_id: str
