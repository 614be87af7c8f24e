"""What grants bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.grants import actions, jobs, listeners, policy
from appliance.rooms.identity.grants.endpoints import door
from appliance.rooms.identity.grants.tables import Grant

ROOM = Room(
    name="grants",
    wing="identity",
    about="Who reaches what, beyond its visibility",
    door=door,
    tables=(Grant,),
    jobs=(jobs.tell_ended,),
    policy=policy.CAN,
    listeners=(listeners.FORGET_GROUPS, listeners.END_WITH_WORK),
    erases=(actions.forget_subject,),
)
