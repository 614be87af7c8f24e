"""What happened to keys."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class KeyCreated(Event):
    key_id: str
    user_id: str
    scope: str


@dataclass(frozen=True)
class KeyChanged(Event):
    key_id: str
    fields: list[str]


@dataclass(frozen=True)
class KeyRotated(Event):
    key_id: str
    user_id: str
    overlap_hours: int


@dataclass(frozen=True)
class KeyRevoked(Event):
    key_id: str
    user_id: str
