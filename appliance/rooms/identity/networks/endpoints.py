"""The door of the networks of administration."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.problem import Conflict
from appliance.kernel.visit import Visit
from appliance.rooms.identity.networks import actions, queries
from appliance.rooms.identity.networks.events import AdminNetworksChanged
from appliance.rooms.identity.networks.shapes import NetworksDraft, NetworksView

door = Door("networks", about="From where the appliance is administered")


@door.get("/api/organisation/networks", access=ADMIN, mode=READ)
def read_networks(*, actor: Actor) -> NetworksView:
    """Read from where my organisation is administered."""
    return queries.view(actor)


@door.put(
    "/api/organisation/networks", access=ADMIN, mode=WRITE, can="networks:change", errors=[Conflict],
    emits=[AdminNetworksChanged],
)  # fmt: skip
def replace_networks(draft: NetworksDraft, visit: Visit, *, actor: Actor) -> NetworksView:
    """Say from where my organisation is administered; it holds from the next request on."""
    actions.change(draft, is_loopback=visit.is_loopback, by=actor)
    return queries.view(actor)
