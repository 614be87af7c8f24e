"""What passkeys bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.passkeys import actions, jobs, policy
from appliance.rooms.identity.passkeys.endpoints import door
from appliance.rooms.identity.passkeys.tables import Ceremony, Passkey

ROOM = Room(
    name="passkeys",
    wing="identity",
    about="Passkeys: a way in without a password",
    door=door,
    tables=(Passkey, Ceremony),
    jobs=(jobs.forget_old,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
    erases=(actions.forget_person,),
)
