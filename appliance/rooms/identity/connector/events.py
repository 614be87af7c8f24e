"""What happened between Nextcloud and the appliance."""

from appliance.kernel.event import Event


class InstanceProvisioned(Event):
    instance_id: str
    nextcloud: str
    org_id: str


class InstanceChanged(Event):
    instance_id: str
    fields: list[str]


class InstanceKeyRotated(Event):
    instance_id: str
    is_immediate: bool


class InstanceRemoved(Event):
    instance_id: str
    nextcloud: str


class PairingOpened(Event):
    pairing_id: str


class PeopleSynced(Event):
    instance_id: str
    org_id: str
    applied: int
    ignored: int
    refused: int
