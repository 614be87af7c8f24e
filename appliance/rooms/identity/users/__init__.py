"""People and service accounts: invited, changed, suspended, removed and for 30 days restorable.

Whoever is suspended or removed is out within the same commit; the last administrator cannot go.
"""

from appliance.rooms.identity.users.owner import owner
from appliance.rooms.identity.users.queries import (
    by_email,
    called,
    first_administrator,
    is_colleague,
    live,
    names,
    user,
)
from appliance.rooms.identity.users.tables import User
from appliance.rooms.identity.users.views import view

__all__ = [
    "User",
    "by_email",
    "called",
    "first_administrator",
    "is_colleague",
    "live",
    "names",
    "owner",
    "user",
    "view",
]
