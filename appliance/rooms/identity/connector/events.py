"""What happened between Nextcloud and the appliance."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class InstanceProvisioned(Event):
    instance_id: str
    nextcloud: str
    org_id: str


@dataclass(frozen=True)
class InstanceChanged(Event):
    instance_id: str
    fields: list[str]


@dataclass(frozen=True)
class InstanceKeyRotated(Event):
    instance_id: str
    is_immediate: bool


@dataclass(frozen=True)
class InstanceRemoved(Event):
    instance_id: str
    nextcloud: str


@dataclass(frozen=True)
class PairingOpened(Event):
    pairing_id: str


@dataclass(frozen=True)
class PeopleSynced(Event):
    instance_id: str
    org_id: str
    applied: int
    ignored: int
    refused: int
