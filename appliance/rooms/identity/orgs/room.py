"""What organisations bring to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.identity.orgs import queries
from appliance.rooms.identity.orgs.tables import Organisation

ROOM = Room(
    name="orgs",
    wing="identity",
    about="Organisations",
    tables=(Organisation,),
    visible=(Visible("org", queries.may_see),),
)
