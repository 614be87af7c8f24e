"""Networks of administration on the wire."""

from pydantic import Field

from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.identity.keys import Networks


class NetworksDraft(Shape):
    """The whole list; empty is everywhere. `force` takes one that shuts the caller's present address out."""

    networks: Networks = Field(default_factory=list)
    force: bool = False


class NetworksView(View):
    """`machine_networks` come from the settings of the machine; `your_address` is where this was asked from."""

    networks: list[str]
    machine_networks: list[str]
    your_address: str
    changed_at: Moment | None
    can: list[str]
