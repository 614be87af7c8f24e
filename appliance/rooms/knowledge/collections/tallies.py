"""Counts of a base's documents by state, moved in the unit that moves the document, so that lists never count rows."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import orjson

from appliance.kernel import clock
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Tally
from appliance.store.listing import tuples
from appliance.store.unit import reading_connection, writing_connection

STATES = ("received", "parsing", "chunking", "embedding", "indexing", "ready", "failed", "quarantined")
_ADD = (
    "UPDATE collections_tally SET document_count = document_count + ?, chunk_count = chunk_count + ?, updated_at = ?"
    " WHERE knowledge_base_id = ? AND state = ?"
)
_CHANGED = """
SELECT knowledge_base_id, max(updated_at) FROM collections_tally
WHERE knowledge_base_id IN (SELECT value FROM json_each(?)) GROUP BY knowledge_base_id
"""


class Moves:
    """Documents and chunks that come into states and go out of them; written at once, a row for each base and state."""

    def __init__(self) -> None:
        self._documents: Counter[tuple[str, str]] = Counter()
        self._chunks: Counter[tuple[str, str]] = Counter()

    def into(self, base_id: str, state: str, chunks: int = 0) -> None:
        """One document with so many chunks comes into this state."""
        self._documents[base_id, state] += 1
        self._chunks[base_id, state] += chunks

    def out_of(self, base_id: str, state: str, chunks: int = 0) -> None:
        """One document with so many chunks leaves this state."""
        self._documents[base_id, state] -= 1
        self._chunks[base_id, state] -= chunks

    def write(self) -> None:
        """Put the sums into the open unit. A base that is gone is left alone."""
        places = [place for place in self._documents if self._documents[place] or self._chunks[place]]
        now = clock.now_ms()
        rows = [(self._documents[place], self._chunks[place], now, *place) for place in places]
        writing_connection().executemany(_ADD, rows)


def begin(base: KnowledgeBase) -> None:
    """Make the rows of a new base."""
    Tally.add_many({"org_id": base.org_id, "knowledge_base_id": base.id, "state": state} for state in STATES)


def tallies(base_ids: Iterable[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """For each base: state to (documents, chunks)."""
    found: dict[str, dict[str, tuple[int, int]]] = {id_: dict.fromkeys(STATES, (0, 0)) for id_ in base_ids}
    rows: Any = Tally.select(Tally.knowledge_base_id, Tally.state, Tally.document_count, Tally.chunk_count)
    for base_id, state, documents, chunks in tuples(rows.where(Tally.knowledge_base_id.in_(list(found)))):
        found[base_id][state] = (documents, chunks)
    return found


def changed_at(base_ids: Iterable[str]) -> dict[str, int]:
    """When documents came into each base, went out of it or were read anew, the last time."""
    rows: Any = reading_connection().execute(_CHANGED, (orjson.dumps(list(base_ids)).decode(),)).fetchall()
    return dict(rows)


def counts(base_id: str) -> dict[str, tuple[int, int]]:
    """State to (documents, chunks) of one base."""
    return tallies([base_id])[base_id]
