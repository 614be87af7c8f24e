"""What registration brings to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.identity.signup import actions, jobs, queries
from appliance.rooms.identity.signup.endpoints import door
from appliance.rooms.identity.signup.tables import Applicant, SignupSettings, Unproven

ROOM = Room(
    name="signup",
    wing="identity",
    about="Registration, and who waits to be let in",
    door=door,
    tables=(SignupSettings, Applicant, Unproven),
    jobs=(jobs.forget_old,),
    recurring=(jobs.NIGHTLY,),
    erases=(actions.forget_person,),
    visible=(Visible("wtl", queries.may_see),),
)
