"""What the viewing room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.viewing.endpoints import door

ROOM = Room(name="viewing", wing="knowledge", about=door.about, door=door)
