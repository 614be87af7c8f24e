"""What consents bring to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.consents import actions
from appliance.rooms.identity.consents.endpoints import door
from appliance.rooms.identity.consents.tables import Consent, ConsentText

ROOM = Room(
    name="consents",
    wing="identity",
    about="What people agreed to",
    door=door,
    tables=(ConsentText, Consent),
    erases=(actions.forget_person,),
)
