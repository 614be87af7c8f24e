"""Which generation of a base serves, and how the others are told apart in index and vectors.

A base, and each of its documents, is one place in the index for each generation: its bare id for the first, and
`id@number` for later ones. A search names the places of the serving generation, so it never sees another one.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from appliance.rooms.knowledge.collections.tables import Generation, GenerationState, KnowledgeBase
from appliance.store.search.analysis import ANALYSIS_VERSION
from appliance.store.unit import reading_connection

BESIDE = (GenerationState.BUILDING, GenerationState.BUILT, GenerationState.PREVIOUS)
"""States of generations that take new documents beside the serving one."""
_SERVING = """
SELECT id, coalesce(nullif(generation, 0), 1) FROM collections_knowledge_base
WHERE id IN (SELECT value FROM json_each(?))
"""


def place(id: str, number: int) -> str:
    """Where index and vectors hold what is of this base or document in this generation."""
    return id if number == 1 else f"{id}@{number}"


def of_place(place_: str) -> str:
    """The base or document of a place."""
    return place_.partition("@")[0]


def serving(base_ids: Sequence[str]) -> dict[str, int]:
    """The number of the serving generation of each base."""
    rows: Any = reading_connection().execute(_SERVING, (orjson.dumps(list(base_ids)).decode(),))
    return dict(rows.fetchall())


def cut_as(bases: Sequence[KnowledgeBase]) -> dict[str, tuple[int, int]]:
    """Chunk tokens and overlap of the serving generation of each base."""
    numbers = {base.id: base.generation or 1 for base in bases}
    rows = Generation.select().where(Generation.knowledge_base_id.in_(list(numbers)))
    found = {base.id: (base.chunk_tokens, base.chunk_overlap) for base in bases}
    for row in rows:
        if row.number == numbers[row.knowledge_base_id]:
            found[row.knowledge_base_id] = (row.chunk_tokens, row.chunk_overlap)
    return found


def beside(base_ids: Sequence[str]) -> list[Generation]:
    """The generations of these bases that take new documents beside the serving one."""
    wanted = Generation.knowledge_base_id.in_(list(base_ids)) & Generation.state.in_(BESIDE)
    return list(Generation.select().where(wanted).order_by(Generation.number))


def begin(base: KnowledgeBase, model: str | None = None) -> Generation:
    """The first generation of a new base."""
    return Generation.add(
        org_id=base.org_id, knowledge_base_id=base.id, number=1, state=GenerationState.SERVING,
        chunk_tokens=base.chunk_tokens, chunk_overlap=base.chunk_overlap, model=model,
        analysis_version=ANALYSIS_VERSION, started_at=base.created_at, finished_at=base.created_at,
    )  # fmt: skip
