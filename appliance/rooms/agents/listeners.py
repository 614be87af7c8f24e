"""When a group is removed, agents are no longer open to it; one that was open to nobody else is private again."""

from appliance.kernel.room import Listener
from appliance.rooms.agents import actions
from appliance.rooms.identity.groups.events import GroupRemoved
from appliance.store.ledger import Entry


def _close(entry: Entry) -> None:
    actions.close_to(entry.data["group_id"], org_id=entry.org_id)


FORGET_GROUPS = Listener("agents.forget_groups", (GroupRemoved.event_name,), _close)
