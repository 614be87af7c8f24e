"""What the embedding room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.embedding.endpoints import door

ROOM = Room(name="embedding", wing="knowledge", about=door.about, door=door)
