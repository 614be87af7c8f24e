"""Counts of a base's documents by state, moved in the unit that moves the document, so that lists never count rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Tally

STATES = ("received", "parsing", "chunking", "embedding", "indexing", "ready", "failed", "quarantined")


def begin(base: KnowledgeBase) -> None:
    """Make the rows of a new base."""
    Tally.add_many({"org_id": base.org_id, "knowledge_base_id": base.id, "state": state} for state in STATES)


def tally(base_id: str, state: str, documents: int, chunks: int = 0) -> None:
    """Add (or with negative numbers take away) documents and chunks in a state. A base that is gone is left alone."""
    counts = {
        Tally.document_count: Tally.document_count + documents,
        Tally.chunk_count: Tally.chunk_count + chunks,
    }
    Tally.update(counts).where((Tally.knowledge_base_id == base_id) & (Tally.state == state)).execute()


def tallies(base_ids: Iterable[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """For each base: state to (documents, chunks)."""
    found: dict[str, dict[str, tuple[int, int]]] = {id_: dict.fromkeys(STATES, (0, 0)) for id_ in base_ids}
    rows: Any = Tally.select(Tally.knowledge_base_id, Tally.state, Tally.document_count, Tally.chunk_count)
    for base_id, state, documents, chunks in rows.where(Tally.knowledge_base_id.in_(list(found))).tuples():
        found[base_id][state] = (documents, chunks)
    return found


def standing(base_ids: Sequence[str]) -> dict[str, int]:
    """Documents of each base that search can find: its entries are ready."""
    return {id_: states["ready"][0] for id_, states in tallies(base_ids).items()}
