"""A session is one sign-in: a cookie or a JWT, sliding while it is used, over at its absolute end.

Nothing about it is cached: its row and its user's are asked at each request.
"""

from appliance.rooms.identity.sessions.actions import (
    Opened,
    confirm,
    end,
    keep_only,
    open_session,
    pick_up,
    require_session,
)
from appliance.rooms.identity.sessions.queries import session

__all__ = [
    "Opened", "confirm", "end", "keep_only", "open_session", "pick_up", "require_session", "session",
]  # fmt: skip
