"""What the room of the search across everything brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.operations.finding.endpoints import door

ROOM = Room(name="finding", wing="operations", about=door.about, door=door)
