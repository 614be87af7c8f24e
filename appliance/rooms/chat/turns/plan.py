"""What an answer is made from, settled and journalled before its first word: a restart goes on from the same."""

import asyncio
import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from appliance.engines.providers.contract import Message as Said
from appliance.engines.providers.contract import ModelAsk, Source
from appliance.kernel.problem import Unavailable
from appliance.rooms.chat.turns.condense import search_query, shown_history
from appliance.rooms.chat.turns.queries import Asked
from appliance.rooms.knowledge import documents, retrieval
from appliance.rooms.knowledge.retrieval import PassageView
from appliance.store.database import read

SOURCES = 8
_LOOK_AGAIN_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Plan:
    """The ask of the model, the provider it was made for, and where each document in it is kept."""

    provider: str
    ask: ModelAsk
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The plan as JSON."""
        return dataclasses.asdict(self)

    def resumed(self, skip: int) -> ModelAsk:
        """The ask without the pieces that were given before."""
        return replace(self.ask, skip=skip)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        """The plan of `plain`."""
        ask = plain["ask"]
        messages = tuple(Said(**one) for one in ask["messages"])
        sources = tuple(Source(**one) for one in ask["sources"])
        return cls(plain["provider"], ModelAsk(**ask | {"messages": messages, "sources": sources}), plain["documents"])


async def made(asked: Asked, provider: str) -> Plan:
    """Search with the rights of this moment, number what was found, and put the ask together.

    While the index is being opened or built the turn waits, for as long as it may take: a search without it finds
    nothing, and a failed try would count.
    """
    while (found := await asyncio.to_thread(_passages, asked)) is None:  # noqa: ASYNC110 -- rare, and soon over
        await asyncio.sleep(_LOOK_AGAIN_SECONDS)
    sources = tuple(_source(number, passage) for number, passage in enumerate(found, 1))
    ask = ModelAsk(
        question=asked.question,
        messages=shown_history(asked.earlier),
        sources=sources,
        model=asked.model,
        temperature=asked.temperature,
        max_tokens=asked.max_tokens,
        instructions=asked.instructions,
    )
    return Plan(provider, ask, await read(_places, found))


def _places(found: Sequence[PassageView]) -> dict[str, dict[str, Any]]:
    """Where each document is kept, and where those of its pages begin that its passages touch."""
    starts = documents.page_starts({one.document_id: one.version for one in found})
    places: dict[str, dict[str, Any]] = {}
    for one in found:
        place = {"knowledge_base_id": one.knowledge_base_id, "version": one.version}
        known = places.setdefault(one.document_id, place)
        if touched := [list(at) for at in starts.get(one.document_id, ()) if one.start < at[0] < one.end]:
            known.setdefault("pages", []).extend(touched)
    return places


def _passages(asked: Asked) -> list[PassageView] | None:
    """What was found; None while search is not there."""
    query = search_query(asked.question, asked.earlier)
    if asked.base_ids == [] or not any(sign.isalnum() for sign in query):
        return []
    try:
        return list(retrieval.retrieve(query, asked.base_ids, SOURCES, seen_by=asked.asker).passages)
    except Unavailable:
        return None


def _source(number: int, passage: PassageView) -> Source:
    return Source(
        number=number,
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        title=passage.title,
        text=passage.text,
        page=passage.page,
        start=passage.start,
        end=passage.end,
        score=passage.score,
        url=passage.link or passage.url,
        heading=passage.heading or None,
    )
