"""A session is one sign-in: a cookie or a JWT, sliding while it is used, over at its absolute end.

Nothing about it is cached: its row and its user's are asked at each request.
"""

from appliance.rooms.identity.sessions.actions import Opened, end, keep_only, open_session
from appliance.rooms.identity.sessions.queries import session

__all__ = ["Opened", "end", "keep_only", "open_session", "session"]
