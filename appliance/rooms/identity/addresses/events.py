"""What happened to addresses."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class AddressAsked(Event):
    user_id: str


@dataclass(frozen=True)
class AddressChanged(Event):
    user_id: str
    org_id: str
