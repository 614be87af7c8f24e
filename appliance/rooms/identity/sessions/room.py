"""What sessions bring to the house."""

from appliance.kernel.actor import Credential
from appliance.kernel.room import Authenticator, Room, Visible
from appliance.rooms.identity.sessions import actions, authenticator, jobs, queries
from appliance.rooms.identity.sessions.endpoints import door
from appliance.rooms.identity.sessions.tables import Handover, Session

ROOM = Room(
    name="sessions",
    wing="identity",
    about="Who is signed in",
    door=door,
    tables=(Session, Handover),
    jobs=(jobs.write_touches, jobs.forget_old),
    recurring=(jobs.EVERY_MINUTE, jobs.NIGHTLY),
    erases=(actions.forget_person,),
    visible=(Visible("ses", queries.may_see),),
    authenticators=(Authenticator((Credential.SESSION, Credential.JWT), authenticator.resolve),),
)
