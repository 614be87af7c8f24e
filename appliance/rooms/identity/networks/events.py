"""What happened around administration from elsewhere."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class AdminNetworksChanged(Event):
    networks: list[str]
    is_forced: bool


@dataclass(frozen=True)
class AdministrationRefused(Event):
    endpoint: str
