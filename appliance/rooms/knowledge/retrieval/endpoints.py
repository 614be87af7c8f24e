"""The door of search."""

import asyncio

from appliance.kernel.access import LIMITED, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.kernel.problem import NotFound, Unavailable
from appliance.kernel.visit import Visit
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.retrieval import meaning, queries, scope
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.shapes import (
    NamedBase,
    NamedBases,
    NameFilter,
    Retrieved,
    SearchAllAsk,
    SearchAsk,
)

COMPLETED = 12
"""Bases that one completion lists."""

door = Door("retrieval", about="Passages for a question, with the places where they stand")


async def _nearness(ask: SearchAsk, visit: Visit) -> Meant:
    del visit
    return await asyncio.to_thread(meaning.meant, ask.query, ask.mode)


@door.post(
    "/api/knowledge/{id:kb}/search", also=("/api/v1/knowledge-bases/{id:kb}/search",), access=VIEWER, mode=READ,
    once=False, target=collections.base, prepare=_nearness, errors=(Unavailable,),
)  # fmt: skip
def search_base(base: KnowledgeBase, ask: SearchAsk, prepared: Meant, actor: Actor) -> Retrieved:
    """Search a knowledge base for passages."""
    return queries.search(ask, [base.id], prepared, seen_by=actor)


@door.post(
    "/api/search", access=VIEWER, mode=READ, once=False, prepare=_nearness, errors=(NotFound, Unavailable)
)  # fmt: skip
def search_all(ask: SearchAllAsk, prepared: Meant, actor: Actor) -> Retrieved:
    """Search every knowledge base that I may read, or the named ones, for passages."""
    return queries.search(ask, ask.knowledge_base_ids, prepared, seen_by=actor)


@door.get("/api/search/bases", access=LIMITED, mode=READ)
def name_bases(where: NameFilter, actor: Actor) -> NamedBases:
    """Complete the name of a knowledge base (`q`), for `@kb:` in a question: those that I may read, best first."""
    found = scope.completions(where.value("q") or "", COMPLETED, seen_by=actor)
    return NamedBases(data=[NamedBase(id=base.id, name=base.name) for base in found])
