"""What service keys bring to the house."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Room
from appliance.rooms.identity.service_keys import jobs, policy, queries
from appliance.rooms.identity.service_keys.endpoints import door
from appliance.rooms.identity.service_keys.tables import ServiceKey

ROOM = Room(
    name="service_keys",
    wing="identity",
    about="Keys with accounts of their own",
    door=door,
    tables=(ServiceKey,),
    jobs=(jobs.write_uses,),
    recurring=(jobs.EVERY_MINUTE,),
    policy=policy.CAN,
    authenticators=(Authenticator((Credential.SERVICE,), queries.resolve),),
)
