"""What the webpages room brings to the house."""

from appliance.kernel.room import Room, Visible
from appliance.rooms.knowledge.webpages import chores, endpoints, jobs, listeners, queries
from appliance.rooms.knowledge.webpages.tables import WebAddress, Webpage

ROOM = Room(
    name="webpages",
    wing="knowledge",
    about="Web pages as knowledge",
    door=endpoints.door,
    tables=(Webpage, WebAddress),
    jobs=(jobs.read_address, chores.begin_due, chores.forget, chores.renew),
    recurring=(chores.READ_DUE,),
    listeners=(listeners.FORGET_BASES, listeners.LEAVE_OUT, listeners.READ_AGAIN),
    visible=(Visible(Webpage.prefix, queries.may_see),),
)
