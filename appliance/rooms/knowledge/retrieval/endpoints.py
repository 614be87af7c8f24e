"""The door of search."""

import asyncio
from collections.abc import Mapping

from appliance.engines import started
from appliance.kernel.access import LIMITED, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.kernel.problem import NotFound, Unavailable
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.retrieval import meaning, queries, scope
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.reranking import NOT_JUDGED, Judged
from appliance.rooms.knowledge.retrieval.shapes import (
    NamedBase,
    NamedBases,
    NameFilter,
    Retrieved,
    SearchAllAsk,
    SearchAsk,
    SearchModes,
)

COMPLETED = 12
"""Bases that one completion lists."""

door = Door("retrieval", about="Passages for a question, with the places where they stand")


Prepared = tuple[Meant, Judged]


async def _of_base(ask: SearchAsk, actor: Actor, params: Mapping[str, str]) -> Prepared:
    return await _prepared(ask, [params["id"]], actor)


async def _of_all(ask: SearchAllAsk, actor: Actor) -> Prepared:
    return await _prepared(ask, ask.knowledge_base_ids, actor)


async def _prepared(ask: SearchAsk, base_ids: list[str] | None, actor: Actor) -> Prepared:
    if not queries.needs_models(ask, actor):  # saves the way to a thread and back
        return Meant(), NOT_JUDGED
    return await asyncio.to_thread(queries.prepared, ask, base_ids, seen_by=actor)


@door.post(
    "/api/knowledge/{id:kb}/search", also=("/api/v1/knowledge-bases/{id:kb}/search",), access=VIEWER, mode=READ,
    once=False, target=collections.base, prepare=_of_base, errors=(Unavailable,),
)  # fmt: skip
def search_base(base: KnowledgeBase, ask: SearchAsk, prepared: Prepared, actor: Actor) -> Retrieved:
    """Search a knowledge base for passages."""
    meant, judged = prepared
    return queries.search(ask, [base.id], meant, seen_by=actor, judged=judged)


@door.post(
    "/api/search", access=VIEWER, mode=READ, once=False, prepare=_of_all, errors=(NotFound, Unavailable)
)  # fmt: skip
def search_all(ask: SearchAllAsk, prepared: Prepared, actor: Actor) -> Retrieved:
    """Search every knowledge base that I may read, or the named ones, for passages."""
    meant, judged = prepared
    return queries.search(ask, ask.knowledge_base_ids, meant, seen_by=actor, judged=judged)


@door.get("/api/search/modes", access=VIEWER, mode=READ)
def search_modes(*, actor: Actor) -> SearchModes:
    """List the modes that a search may ask for; those by meaning only while a model can be asked."""
    return SearchModes(modes=meaning.modes(actor), reranks=started().reranking.wanted(actor.org_id) is not None)


@door.get("/api/search/bases", access=LIMITED, mode=READ)
def name_bases(where: NameFilter, actor: Actor) -> NamedBases:
    """Complete the name of a knowledge base (`q`), for `@kb:` in a question: those that I may read, best first."""
    found = scope.completions(where.value("q") or "", COMPLETED, seen_by=actor)
    return NamedBases(data=[NamedBase(id=base.id, name=base.name) for base in found])
