"""What the networks of administration bring to the house."""

from appliance.kernel.room import NetworkGuard, Room
from appliance.rooms.identity.networks import actions, policy, queries
from appliance.rooms.identity.networks.endpoints import door
from appliance.rooms.identity.networks.tables import AdminNetworks

ROOM = Room(
    name="networks",
    wing="identity",
    about="From where the appliance is administered",
    door=door,
    tables=(AdminNetworks,),
    policy=policy.CAN,
    network_guard=NetworkGuard(queries.is_open, actions.note),
)
