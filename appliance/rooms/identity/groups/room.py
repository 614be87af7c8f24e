"""What groups bring to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.identity.groups import policy, queries
from appliance.rooms.identity.groups.endpoints import door
from appliance.rooms.identity.groups.tables import Group, Membership

ROOM = Room(
    name="groups",
    wing="identity",
    about="Groups of people",
    door=door,
    tables=(Group, Membership),
    visible=(Visible("grp", queries.may_see),),
    policy=policy.CAN,
)
