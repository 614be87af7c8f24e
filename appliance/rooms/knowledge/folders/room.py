"""What the folders room brings to the house."""

from appliance.kernel.room import Probe, Room, Visible
from appliance.rooms.knowledge.folders import endpoints, jobs, listeners, queries, silence
from appliance.rooms.knowledge.folders.tables import WatchedFile, WatchedFolder

ROOM = Room(
    name="folders",
    wing="knowledge",
    about="Folders that fill knowledge bases",
    door=endpoints.door,
    tables=(WatchedFolder, WatchedFile),
    jobs=(jobs.scan, jobs.follow),
    recurring=(jobs.LOOK_AFTER,),
    listeners=(listeners.FOLLOW, listeners.FORGET_BASES, listeners.LEAVE_OUT),
    visible=(Visible(WatchedFolder.prefix, queries.may_see),),
    concerns=(Probe("folders", silence.told),),
    at_start=(jobs.at_start,),
)
