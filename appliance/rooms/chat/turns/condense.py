"""From a conversation to what is searched for and what the model is shown, by simple means that never vary."""

from collections.abc import Sequence

from appliance.engines.providers.contract import Message as Said
from appliance.rooms.chat.conversations import Author, Message, State
from appliance.rooms.knowledge.retrieval import scope

SHORT = 60
"""Characters up to which a question is likely to lean on the one before it (who, it, and in winter?)."""
CARRIED = 300
LONGEST_QUERY = 2_000
HISTORY_MESSAGES = 20
HISTORY_CHARACTERS = 24_000


def search_query(question: str, earlier: Sequence[Message]) -> str:
    """The question to search with; a short one brings the question before it along."""
    before = next((scope.plain(one.text) for one in reversed(earlier) if one.role is Author.USER), "")
    if before and len(question) <= SHORT:
        question = f"{question} {before[:CARRIED]}"
    return " ".join(question.split())[:LONGEST_QUERY]


def shown_history(earlier: Sequence[Message]) -> tuple[Said, ...]:
    """The last messages with words, oldest first, as many as fit; a running answer is not one of them."""
    kept: list[Said] = []
    left = HISTORY_CHARACTERS
    for message in reversed(earlier):
        left -= len(message.text)
        if left < 0 or len(kept) == HISTORY_MESSAGES:
            break
        if message.text and message.state is not State.RUNNING:
            is_asked = message.role is Author.USER
            kept.append(Said("user", scope.plain(message.text)) if is_asked else Said("assistant", message.text))
    return tuple(reversed(kept))
