"""What the retrieval room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.knowledge.retrieval import endpoints

ROOM = Room(name="retrieval", wing="knowledge", about="Finding passages", door=endpoints.door)
