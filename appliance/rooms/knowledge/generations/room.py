"""What the generations room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.generations import jobs, keeping, listeners, sweeping
from appliance.rooms.knowledge.generations.endpoints import door
from appliance.rooms.knowledge.generations.tables import GoldenQuestion

ROOM = Room(
    name="generations",
    wing="knowledge",
    about=door.about,
    door=door,
    tables=(GoldenQuestion,),
    jobs=(jobs.advance, jobs.build, jobs.finish, keeping.keep_up, sweeping.recount, sweeping.purge),
    recurring=(keeping.OFTEN,),
    listeners=(listeners.REBUILD_RESIZED, listeners.FILL, listeners.FORGET),
    at_start=(keeping.at_start,),
)
