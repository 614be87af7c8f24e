"""What happened to keys."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class KeyCreated(Event):
    key_id: str
    user_id: str
    scope: str


@dataclass(frozen=True)
class KeyRevoked(Event):
    key_id: str
    user_id: str
