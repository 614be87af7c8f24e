"""What the collections room brings to the house."""

from appliance.kernel.room import Finder, Room, Shared, Visible
from appliance.rooms.knowledge.collections import actions, listeners, people, policy, queries, quota_endpoints
from appliance.rooms.knowledge.collections.tables import (
    BaseGroup,
    Generation,
    Installation,
    KnowledgeBase,
    Publication,
    Tally,
)

ROOM = Room(
    name="collections",
    wing="knowledge",
    about="Knowledge bases and who may read them",
    door=quota_endpoints.door,
    tables=(KnowledgeBase, BaseGroup, Publication, Installation, Tally, Generation),
    visible=(Visible("kb", queries.may_see),),
    policy=policy.CAN,
    listeners=(listeners.FORGET_GROUPS,),
    shares=(Shared(KnowledgeBase, queries.listed, group_ids=queries.group_ids),),
    finds=(Finder("knowledge_base", queries.matching),),
    reaches=(people.reached,),
    erases=(actions.erase_private,),
    hands_over=(people.HAND_OVER,),
)
