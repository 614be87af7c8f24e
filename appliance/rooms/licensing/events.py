"""What happened to the licence."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class LicenseApplied(Event):
    jti: str
    serial: int
    tier: str
    customer: str


@dataclass(frozen=True)
class LicenseRemoved(Event):
    jti: str


@dataclass(frozen=True)
class LicenseRevoked(Event):
    jti: str
    revoked_at: int
    reason: str
