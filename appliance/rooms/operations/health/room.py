"""What this room brings to the house."""

from appliance.kernel.room import Probe, Room
from appliance.rooms.operations.health import endpoints, queries

ROOM = Room(
    "health",
    wing="operations",
    about=endpoints.door.about,
    door=endpoints.door,
    probes=(Probe("database", queries.database_answers), Probe("search", queries.index_answers)),
    at_start=(queries.follow,),
    gauges=(queries.measure,),
)
