"""What the outbox brings to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.mail import jobs, policy, queries
from appliance.rooms.mail.endpoints import door
from appliance.rooms.mail.tables import Letter

ROOM = Room(
    name="mail",
    about="Letters to people: sent, waiting, held",
    door=door,
    tables=(Letter,),
    jobs=(jobs.deliver, jobs.forget_old),
    recurring=(jobs.NIGHTLY,),
    visible=(Visible("mal", queries.may_see),),
    policy=policy.CAN,
)
