"""What the retrieval room brings to the house."""

from appliance.kernel.room import Finder, Room
from appliance.rooms.knowledge.retrieval import endpoints, queries

ROOM = Room(
    name="retrieval",
    wing="knowledge",
    about="Finding passages",
    door=endpoints.door,
    finds=(Finder("document", queries.matching),),
)
