"""The feedback room, gathered."""

from appliance.kernel.room import Room
from appliance.rooms.chat.feedback import actions
from appliance.rooms.chat.feedback.endpoints import door
from appliance.rooms.chat.feedback.listeners import LISTENERS
from appliance.rooms.chat.feedback.tables import Feedback, Remark

ROOM = Room(
    name="feedback",
    wing="chat",
    about=door.about,
    door=door,
    tables=(Feedback, Remark),
    listeners=LISTENERS,
    erases=(actions.erase,),
)
