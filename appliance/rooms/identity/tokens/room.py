"""What personal access tokens bring to the house."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Room, Visible
from appliance.rooms.identity.tokens import actions, jobs, policy, queries
from appliance.rooms.identity.tokens.endpoints import door
from appliance.rooms.identity.tokens.tables import PersonalToken

ROOM = Room(
    name="tokens",
    wing="identity",
    about="Personal access tokens",
    door=door,
    tables=(PersonalToken,),
    jobs=(jobs.write_uses,),
    recurring=(jobs.EVERY_MINUTE,),
    erases=(actions.forget_person,),
    visible=(Visible("pat", queries.may_see),),
    policy=policy.CAN,
    authenticators=(Authenticator((Credential.PAT,), queries.resolve),),
)
