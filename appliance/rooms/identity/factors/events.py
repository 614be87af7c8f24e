"""What happened to second factors."""

from appliance.kernel.event import Event


class FactorStarted(Event):
    user_id: str


class FactorAdded(Event):
    user_id: str


class FactorRemoved(Event):
    user_id: str


class SecondStepAsked(Event):
    user_id: str
    org_id: str


class RecoveryCodeUsed(Event):
    user_id: str
    left: int


class FactorLocked(Event):
    user_id: str
