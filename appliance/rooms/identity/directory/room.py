"""What directories bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.directory import jobs, provider

ROOM = Room(
    name="directory",
    wing="identity",
    about=f"Signing in by {provider.PROVIDER.kind} directories",
    jobs=(jobs.look_into_directories,),
    recurring=(jobs.HOURLY,),
)
