"""What second factors bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.factors import jobs, policy
from appliance.rooms.identity.factors.endpoints import door
from appliance.rooms.identity.factors.tables import Authenticator, Challenge, RecoveryCode

ROOM = Room(
    name="factors",
    wing="identity",
    about="The second factor of a sign-in",
    door=door,
    tables=(Authenticator, RecoveryCode, Challenge),
    jobs=(jobs.forget_old,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
)
