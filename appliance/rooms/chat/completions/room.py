"""The public door of bots, gathered."""

from appliance.kernel.room import Room
from appliance.rooms.chat.completions.endpoints import door

ROOM = Room(name="completions", wing="chat", about=door.about, door=door)
