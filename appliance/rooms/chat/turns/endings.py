"""How an answer ends: stored whole with the exact events that made it, once, whoever ends it."""

from collections.abc import Sequence
from contextlib import closing

from appliance.kernel import clock, current
from appliance.kernel.event import emit
from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns import queries
from appliance.rooms.chat.turns.broker import broker
from appliance.rooms.chat.turns.events import TurnEnded
from appliance.rooms.chat.turns.protocol import Event, Record, ending_of, failure, is_last, packed
from appliance.store import opened


def end(message_id: str, events: Sequence[Event]) -> bool:
    """Store the answer; False when it had ended before or was purged."""
    turn = queries.open_turn(message_id)
    if turn is None:
        return False
    ending = ending_of(events)
    answer = conversations.finish(message_id, ending)
    turn.change(events=packed(events))
    agent_id = None if answer is None else answer.agent_id
    took_ms = clock.now_ms() - turn.created_at
    emit(TurnEnded(message_id, turn.conversation_id, agent_id, ending.state.value, ending.model, took_ms))
    return True


def give_up(message_id: str, code: str) -> None:
    """End an answer that nobody writes any more, with what its journal holds."""
    journal = opened().journal
    with closing(journal.open(message_id)) as log:
        events = [event for _, data in log.read() for event in Record.decoded(data).events]
    if not events or not is_last(events[-1][0]):
        events.append(failure(code))
    if end(message_id, events):
        current.after_commit(lambda: broker.finish(message_id, events))
        current.after_commit(lambda: journal.remove(message_id))
