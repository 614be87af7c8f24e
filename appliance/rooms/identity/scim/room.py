"""What provisioning brings to the house."""

from appliance.kernel.room import Room
from appliance.rooms.identity.scim import actions, policy
from appliance.rooms.identity.scim.endpoints import door
from appliance.rooms.identity.scim.tables import GroupRecord, PersonRecord

ROOM = Room(
    name="scim",
    wing="identity",
    about="Provisioning by a directory (SCIM 2.0)",
    door=door,
    tables=(PersonRecord, GroupRecord),
    policy=policy.CAN,
    erases=(actions.forget,),
)
