"""Attaching to an answer: the events behind a place, from the running turn or, once it has ended, as they were."""

from collections.abc import AsyncIterator

from appliance.kernel.actor import Actor
from appliance.kernel.problem import BadRequest
from appliance.kernel.visit import ServerEvent
from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns import endings, queries
from appliance.rooms.chat.turns.actions import cancel as ask_for_end
from appliance.rooms.chat.turns.broker import broker
from appliance.rooms.chat.turns.protocol import place_of, served
from appliance.rooms.chat.turns.shapes import TurnView
from appliance.store.database import read, write

CANCEL_SECONDS = 1.0


async def events(message_id: str, after: int = 0, seen_by: Actor | None = None) -> AsyncIterator[ServerEvent]:
    """The events behind `after` up to the end of the answer, as this reader may see them.

    A reader who is ahead of what a power cut left gets the event that ends the answer.
    """
    with broker.channel(message_id) as channel:
        stored = await read(queries.stored_events, message_id, seen_by)
        if stored is None:
            async for event in channel.follow(after):
                yield event
            return
    if after > len(stored):
        yield served(message_id, stored)[-1]
    for event in served(message_id, stored[after:], after):
        yield event


async def resumed(last_event_id: str, *, seen_by: Actor) -> AsyncIterator[ServerEvent]:
    """The stream behind a `Last-Event-ID` alone; 404 for the answers of others."""
    message_id, after = place_of(last_event_id)
    await read(conversations.answer, message_id, seen_by=seen_by)
    return events(message_id, after, seen_by)


def place_in(message_id: str, last_event_id: str | None) -> int:
    """The sequence number to go on behind; a bad request when it belongs to another answer."""
    if last_event_id is None:
        return 0
    named, after = place_of(last_event_id)
    if named != message_id:
        raise BadRequest("Last-Event-ID belongs to another answer", param="Last-Event-ID")
    return after


async def whole(message_id: str, *, seen_by: Actor) -> TurnView:
    """The answer in one piece, once it has ended."""
    async for _ in events(message_id):
        pass
    return TurnView.of(await read(conversations.answer, message_id, seen_by=seen_by))


async def cancelled(message_id: str, *, seen_by: Actor) -> conversations.Message:
    """Stop an answer, and give it back as it was stored."""
    with broker.channel(message_id) as channel:
        await write(ask_for_end, message_id)
        is_open = await read(queries.open_turn, message_id) is not None
        if is_open and not await channel.over(CANCEL_SECONDS):
            await write(endings.give_up, message_id, "cancelled")
    return await read(conversations.answer, message_id, seen_by=seen_by)
