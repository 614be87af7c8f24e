"""The conversations of an erased person do not wait for the night."""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.chat.conversations.jobs import purge_conversations
from appliance.rooms.identity.users.events import UserErased
from appliance.store.ledger import Entry


def _purge(entry: Entry) -> None:
    del entry
    enqueue(purge_conversations, key="erased")


PURGE_ERASED = Listener("conversations.purge_erased", (UserErased.event_name,), _purge)
