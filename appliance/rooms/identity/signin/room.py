"""What signing in brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.signin import actions, policy
from appliance.rooms.identity.signin.endpoints import door
from appliance.rooms.identity.signin.tables import Portrait, SetupLink

ROOM = Room(
    name="signin",
    wing="identity",
    about="Coming in and going out",
    door=door,
    tables=(SetupLink, Portrait),
    erases=(actions.forget_person,),
    policy=policy.CAN,
)
