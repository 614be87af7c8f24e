"""When a group is removed, bases are no longer open to it; one that was open to nobody else is private again."""

from appliance.kernel.room import Listener
from appliance.rooms.identity.groups.events import GroupRemoved
from appliance.rooms.knowledge.collections import actions
from appliance.store.ledger import Entry


def _close(entry: Entry) -> None:
    actions.close_to(entry.data["group_id"])


FORGET_GROUPS = Listener("collections.forget_groups", (GroupRemoved.event_name,), _close)
