"""What this room brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.operations.jobs import endpoints, jobs, policy

ROOM = Room(
    "jobs",
    wing="operations",
    about=endpoints.door.about,
    door=endpoints.door,
    jobs=(jobs.sweep,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
)
