"""Reactions to what happens to conversations."""

from appliance.kernel.room import Listener
from appliance.rooms.chat.conversations import ConversationPurged, ConversationRemoved
from appliance.rooms.chat.turns import actions, queries
from appliance.store.ledger import Entry


def stop_removed(entry: Entry) -> None:
    """Nobody will read the answer of a removed conversation."""
    for message_id in queries.open_ids(_conversation_id(entry)):
        actions.cancel(message_id)


def forget_purged(entry: Entry) -> None:
    """Replay ends with the conversation."""
    actions.forget(_conversation_id(entry))


def _conversation_id(entry: Entry) -> str:
    return str((entry.data or {})["conversation_id"])


LISTENERS = (
    Listener("turns.stop_removed", (ConversationRemoved.event_name,), stop_removed),
    Listener("turns.forget_purged", (ConversationPurged.event_name,), forget_purged),
)
