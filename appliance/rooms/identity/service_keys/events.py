"""What happened to service keys."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class ServiceKeyCreated(Event):
    key_id: str
    user_id: str
    type: str


@dataclass(frozen=True)
class ServiceKeyChanged(Event):
    key_id: str
    fields: list[str]
    type: str


@dataclass(frozen=True)
class ServiceKeyRegenerated(Event):
    key_id: str
    user_id: str


@dataclass(frozen=True)
class ServiceKeyRemoved(Event):
    key_id: str
    user_id: str
