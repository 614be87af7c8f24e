"""What happened to grants."""

from appliance.kernel.event import Event


class GrantGiven(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
    expires_at: int | None


class GrantChanged(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
    expires_at: int | None


class GrantRevoked(Event):
    grant_id: str
    resource_id: str
    subject_id: str
    level: str
