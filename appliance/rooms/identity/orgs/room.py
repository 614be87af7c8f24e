"""What organisations bring to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.identity.orgs import policy, queries
from appliance.rooms.identity.orgs.endpoints import door
from appliance.rooms.identity.orgs.tables import Organisation

ROOM = Room(
    name="orgs",
    wing="identity",
    about="Organisations",
    door=door,
    tables=(Organisation,),
    visible=(Visible("org", queries.may_see),),
    policy=policy.CAN,
)
