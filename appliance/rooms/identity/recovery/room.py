"""What recovery brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.recovery import actions, jobs
from appliance.rooms.identity.recovery.endpoints import door
from appliance.rooms.identity.recovery.tables import Asked, ResetLink

ROOM = Room(
    name="recovery",
    wing="identity",
    about="Back in after a forgotten password",
    door=door,
    tables=(Asked, ResetLink),
    jobs=(jobs.answer, jobs.forget_old),
    erases=(actions.forget_person,),
    recurring=(jobs.NIGHTLY,),
)
