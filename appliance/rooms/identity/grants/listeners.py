"""With a removed group goes what it was granted and denied; with a leaver's work, what they were granted."""

from appliance.kernel.room import Listener
from appliance.rooms.identity.grants import actions
from appliance.rooms.identity.groups.events import GroupRemoved
from appliance.rooms.identity.users.events import WorkHandedOver
from appliance.store.ledger import Entry


def _forget(entry: Entry) -> None:
    actions.forget_subject(entry.data["group_id"])


def _end(entry: Entry) -> None:
    actions.end_of(entry.data["from_user_id"])


FORGET_GROUPS = Listener("grants.forget_groups", (GroupRemoved.event_name,), _forget)
END_WITH_WORK = Listener("grants.end_with_work", (WorkHandedOver.event_name,), _end)
