"""A group is a named set of people of one organisation; rights are given to groups, never inherited between them."""

from appliance.rooms.identity.groups.actions import set_groups
from appliance.rooms.identity.groups.queries import group_ids_of, groups_of, known_ids

__all__ = ["group_ids_of", "groups_of", "known_ids", "set_groups"]
