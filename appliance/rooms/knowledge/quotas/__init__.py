"""How much people, bases and the organisation may keep: counted in the unit that adds, refused when it is too much.

Whoever adds a document has it counted, and so has its base and its organisation: one document, the bytes of its file
or pushed text, and the bytes of every former file of it that is kept.
"""

from appliance.rooms.knowledge.quotas.actions import differing, forget, put, recount, withdraw
from appliance.rooms.knowledge.quotas.counting import Charge, require_room
from appliance.rooms.knowledge.quotas.queries import kept_by, standing, subjects
from appliance.rooms.knowledge.quotas.shapes import LimitDraft, StandingView
from appliance.rooms.knowledge.quotas.tables import Quota, Scope, Usage

__all__ = [
    "Charge", "LimitDraft", "Quota", "Scope", "StandingView", "Usage", "differing", "forget", "kept_by", "put",
    "recount", "require_room", "standing", "subjects", "withdraw",
]  # fmt: skip
