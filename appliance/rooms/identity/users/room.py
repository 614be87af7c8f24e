"""What users bring to the house."""

from appliance.kernel.room import Finder, Room, Visible
from appliance.rooms.identity.users import jobs, policy, queries
from appliance.rooms.identity.users.endpoints import door
from appliance.rooms.identity.users.tables import Invitation, User

ROOM = Room(
    name="users",
    wing="identity",
    about="People of the organisation",
    door=door,
    tables=(User, Invitation),
    jobs=(jobs.erase_removed,),
    recurring=(jobs.NIGHTLY,),
    visible=(Visible("usr", queries.may_see),),
    policy=policy.CAN,
    finds=(Finder("person", queries.matching),),
    gauges=(jobs.gauge,),
)
