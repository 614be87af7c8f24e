"""What happened at the door."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class SignInRefused(Event):
    user_id: str  # empty when nobody has this address
    org_id: str
    reason: str


@dataclass(frozen=True)
class SetUp(Event):
    user_id: str
    org_id: str
