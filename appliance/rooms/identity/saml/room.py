"""What SAML brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.saml import jobs, policy
from appliance.rooms.identity.saml.endpoints import door
from appliance.rooms.identity.saml.tables import Begun, OwnKey

ROOM = Room(
    name="saml",
    wing="identity",
    about="Signing in by SAML",
    door=door,
    tables=(Begun, OwnKey),
    jobs=(jobs.forget_begun,),
    recurring=(jobs.NIGHTLY,),
    policy=policy.CAN,
)
