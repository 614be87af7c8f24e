"""What keys bring to the house."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Room, Visible
from appliance.rooms.identity.keys import actions, jobs, policy, queries
from appliance.rooms.identity.keys.endpoints import door
from appliance.rooms.identity.keys.tables import ApiKey

ROOM = Room(
    name="keys",
    wing="identity",
    about="Keys for programs",
    door=door,
    tables=(ApiKey,),
    jobs=(jobs.write_uses,),
    recurring=(jobs.EVERY_MINUTE,),
    erases=(actions.forget_person,),
    visible=(Visible("key", queries.may_see),),
    policy=policy.CAN,
    authenticators=(Authenticator((Credential.KEY,), queries.resolve),),
)
