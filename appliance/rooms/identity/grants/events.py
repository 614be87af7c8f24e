"""What happened to grants."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class GrantGiven(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
    expires_at: int | None


@dataclass(frozen=True)
class GrantChanged(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
    expires_at: int | None


@dataclass(frozen=True)
class GrantRevoked(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
