"""The door of search."""

import asyncio

from appliance.kernel import current
from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.kernel.problem import NotFound, Unavailable
from appliance.kernel.visit import Visit
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.retrieval import meaning, queries
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.shapes import Retrieved, SearchAllAsk, SearchAsk

door = Door("retrieval", about="Passages for a question, with the places where they stand")


async def _nearness(ask: SearchAsk, visit: Visit) -> Meant:
    del visit
    named = ask.knowledge_base_ids if isinstance(ask, SearchAllAsk) else None
    return await asyncio.to_thread(meaning.meant, ask.query, ask.mode, named, seen_by=current.actor.get())


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
