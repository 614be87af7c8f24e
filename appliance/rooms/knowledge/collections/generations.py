"""Which generation of a base serves, and how the others are told apart in index and vectors.

A base, and each of its documents, is one place in the index for each generation: its bare id for the first, and
`id@number` for later ones. A search names the places of the serving generation, so it never sees another one.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from appliance.engines import running
from appliance.engines.embed import Active
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState, KnowledgeBase
from appliance.store.listing import every, tuples
from appliance.store.search.analysis import ANALYSIS_VERSION
from appliance.store.unit import reading_connection

_SERVED = """
SELECT b.id, g.number, g.model FROM collections_knowledge_base b JOIN collections_generation g
  ON g.knowledge_base_id = b.id AND g.number = coalesce(b.generation, 1) WHERE b.id IN (SELECT value FROM json_each(?))
"""
_SERVING = """
SELECT DISTINCT g.model FROM collections_knowledge_base b JOIN collections_generation g
  ON g.knowledge_base_id = b.id AND g.number = coalesce(b.generation, 1) WHERE b.org_id = ?
"""
_IN_SERVICE = _SERVING.replace("b.org_id = ?", "g.model IS NOT NULL")
BESIDE = (GenerationState.BUILDING, GenerationState.BUILT, GenerationState.PREVIOUS)
"""States of generations that take new documents beside the serving one."""
_NUMBERS = """
SELECT id, coalesce(nullif(generation, 0), 1) FROM collections_knowledge_base
WHERE id IN (SELECT value FROM json_each(?))
"""


class Served(NamedTuple):
    """The generation that serves a base, and whose vectors it holds; None for words alone."""

    number: int
    model: str | None


def place(id: str, number: int) -> str:
    """Where index and vectors hold what is of this base or document in this generation."""
    return id if number == 1 else f"{id}@{number}"


def of_place(place_: str) -> str:
    """The base or document of a place."""
    return place_.partition("@")[0]


def serving(base_ids: Sequence[str]) -> dict[str, int]:
    """The number of the serving generation of each base."""
    rows: Any = reading_connection().execute(_NUMBERS, (orjson.dumps(list(base_ids)).decode(),))
    return dict(rows.fetchall())


def served(base_ids: Sequence[str]) -> dict[str, Served]:
    """The generation that serves each base, with its model."""
    rows: Any = reading_connection().execute(_SERVED, (orjson.dumps(list(base_ids)).decode(),))
    return {id_: Served(number, model) for id_, number, model in rows}


def numbered(base_ids: Sequence[str], number: int) -> dict[str, Served]:
    """The generation of this number of each base, whether it serves or not."""
    rows: Any = Generation.select(Generation.knowledge_base_id, Generation.number, Generation.model)
    wanted = Generation.knowledge_base_id.in_(list(base_ids)) & (Generation.number == number)
    return {id_: Served(number, model) for id_, number, model in tuples(rows.where(wanted))}


def models_serving(org_id: str) -> set[str | None]:
    """The models whose vectors serve some base of an organisation."""
    return {model for (model,) in reading_connection().execute(_SERVING, (org_id,))}


def models_in_service() -> list[str]:
    """The models whose vectors serve some base of any organisation."""
    rows = reading_connection().execute(_IN_SERVICE)
    return [model for (model,) in rows]


def models_of_bases(org_id: str) -> list[str | None]:
    """The model that each base of an organisation serves with."""
    return [model for (model,) in reading_connection().execute(_SERVING.replace("DISTINCT ", ""), (org_id,))]


def models() -> list[str]:
    """Every model whose vectors some generation holds, or may hold again."""
    kept = Generation.model.is_null(False) & (Generation.state != GenerationState.DROPPED)
    rows: Any = Generation.select(Generation.model).where(kept).distinct()
    return [model for (model,) in tuples(rows)]


def wanted(org_id: str) -> Active | None:
    """The model that new generations are made with, or None: also while the appliance itself is not running."""
    engines = running()
    return engines.embeddings.wanted(org_id) if engines is not None else None


def known(model: str | None, org_id: str) -> Active | None:
    """The model of a generation, while it can still be asked."""
    engines = running()
    return engines.embeddings.known(model, org_id) if engines is not None and model is not None else None


def cut_as(bases: Sequence[KnowledgeBase]) -> dict[str, tuple[int, int]]:
    """Chunk tokens and overlap of the serving generation of each base."""
    numbers = {base.id: base.generation or 1 for base in bases}
    rows = every(Generation.select().where(Generation.knowledge_base_id.in_(list(numbers))))
    found = {base.id: (base.chunk_tokens, base.chunk_overlap) for base in bases}
    for row in rows:
        if row.number == numbers[row.knowledge_base_id]:
            found[row.knowledge_base_id] = (row.chunk_tokens, row.chunk_overlap)
    return found


def beside(base_ids: Sequence[str]) -> list[Generation]:
    """The generations of these bases that take new documents beside the serving one."""
    wanted = Generation.knowledge_base_id.in_(list(base_ids)) & Generation.state.in_(BESIDE)
    return every(Generation.select().where(wanted).order_by(Generation.number))


def begin(base: KnowledgeBase) -> Generation:
    """The first generation of a new base."""
    model = wanted(base.org_id)
    return Generation.add(
        org_id=base.org_id, knowledge_base_id=base.id, number=1, state=GenerationState.SERVING,
        chunk_tokens=base.chunk_tokens, chunk_overlap=base.chunk_overlap, model=model.id if model is not None else None,
        analysis_version=ANALYSIS_VERSION, started_at=base.created_at, finished_at=base.created_at,
    )  # fmt: skip
