"""A knowledge base is a shelf of documents with one rule about who may read it.

It is private to its owner, open to groups, or open to the organisation. Whoever may read a base may read and search
all of its documents; nobody else learns that they exist.
"""

from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.collections.queries import (
    base,
    base_names,
    may_write,
    readable,
    require,
    reranked,
    reranked_count,
    search_modes,
    visible_ids,
)
from appliance.rooms.knowledge.collections.reasons import reasons
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, SearchMode
from appliance.rooms.knowledge.collections.tallies import Moves, counts

__all__ = [
    "KnowledgeBase", "Moves", "SearchMode", "base", "base_names", "counts", "generations", "may_write", "readable",
    "reasons", "require", "reranked", "reranked_count", "search_modes", "visible_ids",
]  # fmt: skip
