"""Who may see and drive watched folders: administrators, because paths of the machine are theirs to know.

Decision: what a folder brings in belongs to the owner of the base, and who reads it is decided by the base as ever. The
file and the base of such a document are the folder's: nobody replaces the one or changes the other by hand. Its title,
tags, owner and date of review are the editors'. Who deletes it by hand keeps its file out until an administrator takes
it in again.
"""

from appliance.kernel.actor import Actor, Role
from appliance.rooms.knowledge.collections import KnowledgeBase


def house(base: KnowledgeBase) -> Actor:
    """The house, acting for the owner of the base that a folder fills."""
    return Actor(base.owner_id, base.org_id, Role.ADMIN, kind="system")
