"""What happened to second factors."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class FactorStarted(Event):
    user_id: str


@dataclass(frozen=True)
class FactorAdded(Event):
    user_id: str


@dataclass(frozen=True)
class FactorRemoved(Event):
    user_id: str


@dataclass(frozen=True)
class SecondStepAsked(Event):
    user_id: str
    org_id: str


@dataclass(frozen=True)
class RecoveryCodeUsed(Event):
    user_id: str
    left: int


@dataclass(frozen=True)
class FactorLocked(Event):
    user_id: str
