"""What the room of quotas brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.quotas import actions
from appliance.rooms.knowledge.quotas.endpoints import door
from appliance.rooms.knowledge.quotas.tables import Quota, Usage

ROOM = Room(
    name="quotas",
    wing="knowledge",
    about=door.about,
    door=door,
    tables=(Quota, Usage),
    erases=(actions.forget,),
)
