"""The door to answers: ask, attach, cancel."""

from appliance.kernel.access import LIMITED
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, STREAM, Door
from appliance.kernel.problem import Conflict, KeyReused, NotFound, TierLimit
from appliance.kernel.rate import CHAT
from appliance.kernel.visit import Answer, Stream, Visit
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Message, MessageView
from appliance.rooms.chat.conversations.events import ConversationOpened
from appliance.rooms.chat.turns import actions, streams
from appliance.rooms.chat.turns.events import TurnAsked, TurnCancelled
from appliance.rooms.chat.turns.shapes import TurnDraft, TurnView
from appliance.store.database import write

door = Door("turns", about="Questions and their streamed answers")


@door.post(
    "/api/chat", access=LIMITED, mode=STREAM, rate=CHAT, once=True, errors=[Conflict, KeyReused, NotFound, TierLimit],
    emits=[TurnAsked, ConversationOpened],
)  # fmt: skip
async def ask(draft: TurnDraft | None, visit: Visit, *, actor: Actor) -> Answer[Stream | TurnView]:
    """Ask, and stream the answer.

    With `stream: false` the whole answer comes as one JSON object. A `Last-Event-ID` alone attaches to its answer again
    and needs no body; a repeat with the same Idempotency-Key attaches to the first answer.
    """
    if visit.last_event_id:
        return Answer(Stream(await streams.resumed(visit.last_event_id, seen_by=actor)))
    draft = draft or TurnDraft()
    turn, is_repeat = await write(actions.ask, draft, visit.idempotency_key, by=actor)
    headers = {"Idempotency-Replayed": "true"} if is_repeat else {}
    if draft.stream:
        return Answer(Stream(streams.events(turn.message_id, seen_by=actor)), headers=headers)
    return Answer(await streams.whole(turn.message_id, seen_by=actor), headers=headers)


@door.get("/api/chat/{id:msg}/stream", access=LIMITED, mode=STREAM, rate=CHAT, target=conversations.answer)
async def attach(message: Message, visit: Visit, *, actor: Actor) -> Stream:
    """Attach to an answer: replay what came after Last-Event-ID (or all of it), then go on live."""
    return Stream(streams.events(message.id, streams.place_in(message.id, visit.last_event_id), actor))


@door.post(
    "/api/chat/{id:msg}/cancel", access=LIMITED, mode=CALL, rate=CHAT, once=False, target=conversations.answer,
    emits=[TurnCancelled],
)  # fmt: skip
async def cancel(message: Message, *, actor: Actor) -> MessageView:
    """Stop an answer within a second and keep what there is of it. Cancelling an ended answer changes nothing."""
    return MessageView.of(await streams.cancelled(message.id, seen_by=actor))
