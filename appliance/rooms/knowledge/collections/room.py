"""What the collections room brings to the house."""

from appliance.kernel.room import Room, Shared, Visible
from appliance.rooms.knowledge.collections import endpoints, listeners, people, policy, queries
from appliance.rooms.knowledge.collections.tables import BaseGroup, Generation, KnowledgeBase, Tally

ROOM = Room(
    name="collections",
    wing="knowledge",
    about="Knowledge bases and who may read them",
    door=endpoints.door,
    tables=(KnowledgeBase, BaseGroup, Tally, Generation),
    visible=(Visible("kb", queries.may_see),),
    policy=policy.CAN,
    listeners=(listeners.FORGET_GROUPS,),
    shares=(Shared(KnowledgeBase, queries.listed, group_ids=queries.group_ids),),
    reaches=(people.reached,),
    hands_over=(people.HAND_OVER,),
)
