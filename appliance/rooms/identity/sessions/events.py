"""What happened to sessions."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class SignedIn(Event):
    user_id: str
    session_id: str
    org_id: str
    method: str


@dataclass(frozen=True)
class SignedOut(Event):
    user_id: str
    session_id: str


@dataclass(frozen=True)
class HandedOver(Event):
    user_id: str
    session_id: str


@dataclass(frozen=True)
class Confirmed(Event):
    user_id: str
    session_id: str
    method: str
