"""Who may do what with groups.

Decision: everybody in the organisation sees which groups there are, because things are shared with them; who is in a
group is seen by administrators and by its members.
"""

from appliance.kernel.actor import Actor, Role
from appliance.rooms.identity.groups.tables import Group

CAN = {"groups:manage": "an administrator of the organisation", "groups:members": "administrators and its members"}


def verbs(actor: Actor) -> list[str]:
    """What the page may offer this actor."""
    return ["change", "remove", "members"] if actor.at_least(Role.ADMIN) and not actor.is_read_only else []


def may_see_members(group: Group, actor: Actor) -> bool:
    """Whether the actor may know who is in the group."""
    return actor.at_least(Role.ADMIN) or group.id in actor.group_ids
