"""What happened to personal access tokens."""

from appliance.kernel.event import Event


class TokenCreated(Event):
    token_id: str
    user_id: str
    expires_in_days: int | None


class TokenRevoked(Event):
    token_id: str
    user_id: str
