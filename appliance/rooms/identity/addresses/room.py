"""What addresses bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.addresses import actions, jobs
from appliance.rooms.identity.addresses.endpoints import door
from appliance.rooms.identity.addresses.tables import AddressChange

ROOM = Room(
    name="addresses",
    wing="identity",
    about="Another e-mail address of one's own",
    door=door,
    tables=(AddressChange,),
    jobs=(jobs.forget_old,),
    recurring=(jobs.NIGHTLY,),
    erases=(actions.forget_person,),
)
