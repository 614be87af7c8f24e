"""A grant gives one person or group a level on one thing, whatever its visibility says; a deny takes it away.

What is one's own stays one's own. Otherwise a deny beats every grant and every visibility, for administrators too: what
remains to them is administration. The rooms that own things ask `reachable` for the condition of every query.
"""

from appliance.rooms.identity.grants.actions import forget, pass_to
from appliance.rooms.identity.grants.queries import given_to, held, held_of, is_granted
from appliance.rooms.identity.grants.reach import denied, reachable
from appliance.rooms.identity.grants.tables import Level

__all__ = ["Level", "denied", "forget", "given_to", "held", "held_of", "is_granted", "pass_to", "reachable"]
