"""What signing in brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.signin import policy
from appliance.rooms.identity.signin.endpoints import door
from appliance.rooms.identity.signin.tables import SetupLink

ROOM = Room(
    name="signin",
    wing="identity",
    about="Coming in and going out",
    door=door,
    tables=(SetupLink,),
    policy=policy.CAN,
)
