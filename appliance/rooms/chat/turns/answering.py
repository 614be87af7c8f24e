"""Writes one answer: plan, model, verified text, end. Whatever was journalled before a restart is gone on from."""

import asyncio
from contextlib import aclosing

from appliance import config
from appliance.engines import started
from appliance.engines.citations import CitationFilter
from appliance.engines.models import ModelSettings
from appliance.engines.providers.contract import Delta, Finish, Provider, ProviderFailed, Usage
from appliance.kernel.problem import Problem, Unauthorized, Unavailable
from appliance.rooms.chat.turns import endings, plan, queries
from appliance.rooms.chat.turns.broker import Channel, broker
from appliance.rooms.chat.turns.plan import Plan
from appliance.rooms.chat.turns.progress import Progress, flusher
from appliance.rooms.chat.turns.protocol import Event, event, failure, shown
from appliance.rooms.chat.turns.queries import Asked
from appliance.rooms.chat.turns.tables import Turn
from appliance.store import opened
from appliance.store.database import read, write

LONGEST_ANSWER = 400_000
"""Characters after which an answer is ended as too long."""
BUILTIN = "builtin"


async def answer(message_id: str) -> None:
    """Write the answer to its end, or go on with it; of one that has ended only the journal is cleared away."""
    with broker.channel(message_id) as channel:
        turn = await read(queries.open_turn, message_id)
        if turn is not None:
            await _to_its_end(turn, channel)
    await asyncio.to_thread(opened().journal.remove, message_id)


async def _to_its_end(turn: Turn, channel: Channel) -> None:
    channel.ends_with = frozenset({turn.owner_id})
    log = await asyncio.to_thread(opened().journal.open, turn.message_id)
    progress = Progress(log, channel)
    flusher.add(progress)
    try:
        if not progress.is_over:
            ending = await _rest(turn, progress, channel)
            progress.close([*_held(progress), *ending] if ending[0][0] == "error" else ending)
        await write(endings.end, turn.message_id, progress.events)
    except asyncio.CancelledError:  # the appliance stops: what cannot go on is ended now, the rest after the restart
        if progress.is_lost and not progress.is_over:
            progress.close([failure("interrupted")])
            await write(endings.end, turn.message_id, progress.events)
        raise
    finally:
        flusher.drop(progress)
        log.close()
    channel.finish(progress.events)


async def _rest(turn: Turn, progress: Progress, channel: Channel) -> list[Event]:
    """What is left of the answer up to its last events, which are given back."""
    if turn.is_cancelled:
        channel.stop("cancelled")
    try:
        async with channel.limited(config.in_force().turn_limit_seconds):
            return await _written(turn, progress, channel)
    except TimeoutError:
        return [failure(channel.stop_code or "timeout")]
    except ProviderFailed as refused:
        return [failure(refused.code, refused.message)]
    except Unavailable:  # something is not there for the moment: the next try finds it
        raise
    except Unauthorized:
        return [failure("cancelled")]
    except Problem as refused:
        return [failure("internal", refused.text)]


def _held(progress: Progress) -> list[Event]:
    """The last signs of a broken-off answer: they waited to be told apart from a mark."""
    if progress.plan is None:
        return []
    checked = CitationFilter(progress.plan.ask.sources)
    for raw in progress.raws:
        checked.feed(raw)
    return shown(checked.finish(), progress.plan.documents)


async def _written(turn: Turn, progress: Progress, channel: Channel) -> list[Event]:
    asked = await read(queries.asked, turn)
    channel.ends_with |= asked.ends_with
    provider = _provider(asked)
    if not progress.events:
        model = _model(asked.model, provider)
        progress.note([
            event("start", message_id=asked.message_id, conversation_id=asked.conversation_id,
                  agent_id=asked.agent_id, model=model, **_scope(asked))
        ])  # fmt: skip
    made = progress.plan
    if made is None:
        made = await plan.made(asked, provider.name)
        progress.note([], plan=made)
    if progress.raws and (not provider.resumable or provider.name != made.provider):
        return [failure("interrupted")]
    progress.can_resume = provider.resumable
    return await _streamed(asked, made, provider, progress)


async def _streamed(asked: Asked, made: Plan, provider: Provider, progress: Progress) -> list[Event]:
    checked = CitationFilter(made.ask.sources)
    for raw in progress.raws:
        checked.feed(raw)
    usage, reason = Usage(0, 0), "length"
    async with aclosing(started().models.stream(made.resumed(len(progress.raws)), provider)) as items:
        async for item in items:
            if isinstance(item, Delta):
                progress.note(shown(checked.feed(item.text), made.documents), raw=item.text)
            elif isinstance(item, Usage):
                usage = item
            elif isinstance(item, Finish):
                reason = item.reason
            if progress.length > LONGEST_ANSWER:
                break
    tail = shown(checked.finish(), made.documents)
    last = event(
        "done", message_id=asked.message_id, usage={"input": usage.input, "output": usage.output},
        model=_model(made.ask.model, provider), cost_micros=0, finish_reason=reason, cited=list(checked.cited),
    )  # fmt: skip
    return [*tail, last]


def _scope(asked: Asked) -> dict[str, list[str]]:
    """The bases that the question named, as the first event says them."""
    return {} if asked.scope is None else {"scope": asked.scope}


def _provider(asked: Asked) -> Provider:
    """The agent's provider: the built-in one, or the one that the appliance is set up with."""
    models = started().models
    return models.provider(ModelSettings() if asked.provider_id == BUILTIN else None)


def _model(wanted: str | None, provider: Provider) -> str:
    return provider.model if provider.name == BUILTIN else wanted or provider.model
