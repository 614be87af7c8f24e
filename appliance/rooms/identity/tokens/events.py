"""What happened to personal access tokens."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class TokenCreated(Event):
    token_id: str
    user_id: str
    expires_in_days: int | None


@dataclass(frozen=True)
class TokenRevoked(Event):
    token_id: str
    user_id: str
