"""The list of an organisation, and the gate's question to it: one prepared read for each call of administration."""

import orjson

from appliance import config
from appliance.kernel import current
from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import RawReader
from appliance.rooms.identity.keys import is_within
from appliance.rooms.identity.networks.shapes import NetworksView
from appliance.rooms.identity.networks.tables import AdminNetworks

_LIST = "SELECT networks FROM networks_admin_networks WHERE org_id = ?"


def is_open(reader: RawReader, actor: Actor, address: str) -> bool:
    """Whether the actor may administer from this address."""
    row = reader.one(_LIST, (actor.org_id,))
    return is_allowed(orjson.loads(row[0]) if row is not None else [], address)


def is_allowed(networks: list[str], address: str) -> bool:
    """Whether an address lies within a list and within the machine's; an empty one is everywhere."""
    lists = (networks, config.in_force().admin_networks)
    return all(is_within(one, address) for one in lists if one)


def of(org_id: str) -> AdminNetworks | None:
    """The organisation's row, when it ever had a list."""
    row: AdminNetworks | None = AdminNetworks.get_or_none(AdminNetworks.org_id == org_id)
    return row


def view(actor: Actor) -> NetworksView:
    """The list as an administrator sees it."""
    row = of(actor.org_id)
    may = actor.at_least(Role.ADMIN) and not actor.is_read_only
    return NetworksView(
        networks=row.networks if row else [], machine_networks=list(config.in_force().admin_networks),
        your_address=current.address.get(), changed_at=row.updated_at if row else None, can=["change"] if may else [],
    )  # fmt: skip
