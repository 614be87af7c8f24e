"""What the room of purges brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.operations.purging import jobs
from appliance.rooms.operations.purging.endpoints import door
from appliance.rooms.operations.purging.tables import Purge

ROOM = Room(
    name="purging",
    wing="operations",
    about=door.about,
    door=door,
    tables=(Purge,),
    jobs=(jobs.purge, jobs.purge_daily),
    recurring=(jobs.DAILY,),
)
