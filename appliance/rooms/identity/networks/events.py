"""What happened around administration from elsewhere."""

from appliance.kernel.event import Event


class AdminNetworksChanged(Event):
    networks: list[str]
    is_forced: bool


class AdministrationRefused(Event):
    endpoint: str
