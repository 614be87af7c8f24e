"""What happened to passkeys."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class PasskeyAdded(Event):
    user_id: str
    passkey_id: str


@dataclass(frozen=True)
class PasskeyRenamed(Event):
    user_id: str
    passkey_id: str


@dataclass(frozen=True)
class PasskeyRemoved(Event):
    user_id: str
    passkey_id: str


@dataclass(frozen=True)
class PasskeyRefused(Event):
    """`counter`: it was used less often than it was seen to be, so there are two of it."""

    user_id: str
    org_id: str
    passkey_id: str
    reason: str
