"""What this room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.operations.internal import queries
from appliance.rooms.operations.internal.endpoints import door

ROOM = Room(name="internal", wing="operations", about=door.about, door=door, at_start=(queries.note_start,))
