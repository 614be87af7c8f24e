"""Answers that found nothing are noted; what is purged or removed takes its lists along."""

from appliance.kernel.room import Listener
from appliance.rooms.chat.conversations import ConversationPurged, ConversationRemoved
from appliance.rooms.chat.feedback import actions
from appliance.rooms.chat.turns.events import TurnEnded
from appliance.store.ledger import Entry


def _ended(entry: Entry) -> None:
    if entry.data:
        actions.note_unanswered(entry.data["message_id"])


def _forget(entry: Entry) -> None:
    actions.forget(entry.data["conversation_id"])


def _forget_base(entry: Entry) -> None:
    actions.forget_base(entry.data["knowledge_base_id"])


LISTENERS = (
    Listener("feedback.note_unanswered", (TurnEnded.event_name,), _ended),
    Listener("feedback.forget", (ConversationRemoved.event_name, ConversationPurged.event_name), _forget),
    Listener("feedback.forget_base", ("BaseRemoved",), _forget_base),
)
