"""Fetches the best entries of a plan, in the cheaper of two ways that find the same.

To filter by containers inside the query costs as much as these hold entries, however few are wanted. Who may see a good
part of the index is therefore answered from the best entries of all, of which those are kept that lie in the asker's
containers; when too few are left of them, and for everybody else, the query itself filters.
"""

import math
from typing import Final

import tantivy

from appliance.store.search.entries import Ask
from appliance.store.search.queries import Plan

BROAD: Final = 0.1
"""Least share of the index from which the best of all are looked through."""
SLACK: Final = 1.3
"""How many more are fetched than the share asks for: the best ones are not spread evenly."""

Scored = tuple[float, tantivy.Document]


def best(plan: Plan, ask: Ask, searcher: tantivy.Searcher, most: int) -> list[Scored]:
    """The `most` best entries that the asker may see, with their BM25 scores."""
    if plan.containers is not None and plan.share >= BROAD:
        wide = math.ceil(most / plan.share * SLACK)
        found = _fetched(searcher, plan.query(with_containers=False), wide)
        allowed = frozenset(ask.containers or ())
        mine = [one for one in found if not allowed.isdisjoint(one[1].get_all("container"))]
        if len(mine) >= most or len(found) < wide:
            return mine[:most]
    return _fetched(searcher, plan.query(), most)


def _fetched(searcher: tantivy.Searcher, query: tantivy.Query, most: int) -> list[Scored]:
    hits = searcher.search(query, most, count=False).hits
    return [(score, searcher.doc(address)) for score, address in hits]
