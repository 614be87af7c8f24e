"""Changes of the list, and the record of what it refused."""

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict
from appliance.rooms.identity.networks import queries
from appliance.rooms.identity.networks.events import AdministrationRefused, AdminNetworksChanged
from appliance.rooms.identity.networks.shapes import NetworksDraft
from appliance.rooms.identity.networks.tables import AdminNetworks

_noted: dict[tuple[str, str, str], int] = {}
"""Who was refused from where at which row, and when that was last recorded: a flood is one line a minute."""
_MOST_NOTED = 10_000


def change(draft: NetworksDraft, *, is_loopback: bool, by: Actor) -> None:
    """Take another list. 409 for one that shuts the caller out, unless that is forced."""
    networks = list(dict.fromkeys(draft.networks))
    shuts_out = not is_loopback and not queries.is_allowed(networks, current.address.get())
    if shuts_out and not draft.force:
        raise Conflict("Your own address is not in this list: you would shut yourself out", param="networks")
    row = queries.of(by.org_id)
    if row is None:
        AdminNetworks.add(org_id=by.org_id, networks=networks)
    else:
        row.change(networks=networks)
    emit(AdminNetworksChanged(networks, shuts_out))


def note(endpoint: str) -> None:
    """Record that administration was refused for the address; once a minute for the same."""
    now, what = clock.now_ms(), (current.actor.get().id, current.address.get(), endpoint)
    if now < _noted.get(what, 0) + clock.MINUTE:
        return
    if len(_noted) >= _MOST_NOTED:
        _noted.clear()
    _noted[what] = now
    emit(AdministrationRefused(endpoint))
