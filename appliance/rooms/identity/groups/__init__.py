"""A group is a named set of people of one organisation. A member of a group is a member of its parent too.

Nesting is one deep. Who is in a group is asked at each request, so that a change holds from the next one on.
"""

from appliance.rooms.identity.groups.actions import add_members, remove_member, set_groups
from appliance.rooms.identity.groups.ports import keeps
from appliance.rooms.identity.groups.queries import (
    called,
    group,
    group_ids_of,
    groups_of,
    ids_by_name,
    known_ids,
    membership,
    names,
    view,
)
from appliance.rooms.identity.groups.shapes import GroupView, GroupWithMembersView
from appliance.rooms.identity.groups.tables import Group, Membership

__all__ = [
    "Group", "GroupView", "GroupWithMembersView", "Membership", "add_members", "called", "group", "group_ids_of",
    "groups_of", "ids_by_name", "keeps", "known_ids", "membership", "names", "remove_member", "set_groups", "view",
]  # fmt: skip
