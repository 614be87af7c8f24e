"""The agents room, gathered."""

from appliance.kernel.room import Finder, Room, Shared, Visible
from appliance.rooms.agents import actions, listeners, people, policy, queries
from appliance.rooms.agents.endpoints import door
from appliance.rooms.agents.tables import Agent

ROOM = Room(
    name="agents",
    about=door.about,
    door=door,
    tables=(Agent,),
    policy=policy.CAN,
    listeners=(listeners.FORGET_GROUPS,),
    shares=(Shared(Agent, queries.known, group_ids=lambda agent: agent.group_ids),),
    finds=(Finder("agent", queries.matching),),
    reaches=(people.reached,),
    erases=(actions.erase_private,),
    hands_over=(people.HAND_OVER,),
    visible=(Visible("agt", queries.may_see),),
)
