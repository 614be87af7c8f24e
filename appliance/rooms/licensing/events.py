"""What happened to the licence."""

from appliance.kernel.event import Event


class LicenseApplied(Event):
    jti: str
    serial: int
    tier: str
    customer: str


class LicenseRemoved(Event):
    jti: str


class LicenseRevoked(Event):
    jti: str
    revoked_at: int
    reason: str
