"""The door of search."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.kernel.problem import NotFound, Unavailable
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.retrieval import queries
from appliance.rooms.knowledge.retrieval.shapes import Retrieved, SearchAllAsk, SearchAsk

door = Door("retrieval", about="Passages for a question, with the places where they stand")


@door.post(
    "/api/knowledge/{id:kb}/search", also=("/api/v1/knowledge-bases/{id:kb}/search",), access=VIEWER, mode=READ,
    once=False, target=collections.base, errors=(Unavailable,),
)  # fmt: skip
def search_base(base: KnowledgeBase, ask: SearchAsk, actor: Actor) -> Retrieved:
    """Search a knowledge base for passages."""
    return queries.search(ask, [base.id], seen_by=actor)


@door.post("/api/search", access=VIEWER, mode=READ, once=False, errors=(NotFound, Unavailable))
def search_all(ask: SearchAllAsk, actor: Actor) -> Retrieved:
    """Search every knowledge base that I may read, or the named ones, for passages."""
    return queries.search(ask, ask.knowledge_base_ids, seen_by=actor)
