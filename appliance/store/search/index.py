"""The search index of one folder: a cache of the database that can be thrown away.

It follows the database by sequence numbers; the marker of how far it came lies in the same commit as the entries.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Self

import tantivy

from appliance.kernel import memory, telemetry
from appliance.store.search import analysis, swap
from appliance.store.search.aside import scored
from appliance.store.search.documents import MARKER_KEY
from appliance.store.search.entries import Ask, Entry, Hit, IndexDamaged, Marker, Parts
from appliance.store.search.finding import best
from appliance.store.search.guard import guarded
from appliance.store.search.integrity import verify
from appliance.store.search.queries import matched_terms, plan_of, sought
from appliance.store.search.rescoring import TOP, rescored
from appliance.store.search.schema import SCHEMA_HASH, register, schema
from appliance.store.search.snapshot import Snapshot
from appliance.store.search.writing import HEAP, Writer

SPARE: Final = 10
"""Hits fetched beyond the asked ones, so that ties at the end fall by key and not by segment."""

Texts = Callable[[Sequence[str]], Mapping[str, str]]
"""Given keys, their texts; keys that are gone may be missing."""


def _marker(sequence: int) -> Marker:
    return Marker(sequence, SCHEMA_HASH, analysis.ANALYSIS_VERSION)


class SearchIndex:
    """Safe for threads: any number may search, one at a time writes."""

    def __init__(self, index: tantivy.Index, heap: int = HEAP) -> None:
        self._index = index
        self._writer = Writer(index, heap)
        with guarded():
            self._snapshot = Snapshot(index.searcher())
        found = _read_marker(self._snapshot.searcher)
        self._marked = found is not None
        self._marker = found or _marker(0)
        self.is_aged = self._marker.analysis_version < analysis.ANALYSIS_VERSION
        """Made by an earlier analyser of the same schema: it answers, and is to be made anew beside itself."""

    @classmethod
    def open(cls, folder: Path, *, heap: int = HEAP) -> Self:
        """Opens the index of a folder, or makes an empty one; finishes or undoes a swap that was cut off.

        Raises IndexDamaged if anything is wrong with it, IndexUnavailable if it cannot be opened for now.
        """
        with guarded():
            swap.settle(folder)
            folder.mkdir(parents=True, exist_ok=True)
            filled = any(folder.iterdir())
        if filled:
            verify(folder)
        with guarded():
            index = tantivy.Index(schema(), path=str(folder))  # refuses a folder of another schema
            register(index)
        return cls(index, heap)

    def marker(self) -> Marker:
        """How far the index has come; sequence 0 when it is new."""
        return self._marker

    def count(self) -> int:
        """Entries in the index."""
        return int(self._snapshot.searcher.num_docs) - self._marked

    def segments(self) -> int:
        """Segments that a search has to visit."""
        return int(self._snapshot.searcher.num_segments)

    def apply(self, owners: Sequence[str], entries: Iterable[Entry], *, sequence: int) -> tuple[str, ...]:
        """Replaces all entries of the owners and moves the marker, in one commit; doing it twice changes nothing.

        Returns the keys of entries that were refused (wrong types, overlong names, a key twice, an owner that is not
        among `owners`); the others are kept. Raises IndexFull, IndexUnavailable or IndexDamaged; then nothing is kept.
        """
        marker = replace(self._marker, sequence=sequence)
        refused = self._writer.commit(owners, entries, marker)
        with guarded():
            self._index.reload()
            self._snapshot = Snapshot(self._index.searcher())
        self._marker, self._marked = marker, True
        return refused

    @telemetry.SEARCH_SECONDS.time()
    def search(self, ask: Ask, texts: Texts) -> list[Hit]:
        """The best entries by BM25, the first TOP of them put in order by trigrams of their texts; ties by key."""
        snapshot = self._snapshot
        searcher = snapshot.searcher
        with guarded():
            plan = plan_of(ask, snapshot)
            documents = best(plan, ask, searcher, max(ask.limit, TOP) + SPARE) if plan is not None else []
        hits = [_hit(score, document) for score, document in documents]
        if ask.beside:
            hits += scored(ask.beside, sought(ask), searcher)
        hits.sort(key=_order)
        top = texts([hit.key for hit in hits[:TOP]])
        ranked = sorted(rescored(ask.query, hits[:TOP], top) + hits[TOP:], key=_order)[: ask.limit]
        if plan is None or not ask.explain:
            return ranked
        return [hit if hit.parts.weights else matched_terms(hit, plan.groups, searcher) for hit in ranked]

    def garbage_collect(self) -> None:
        """Removes the files that no commit needs any more."""
        self._writer.garbage_collect()

    def idle(self) -> None:
        """Gives back the writer and the remembered stems; both come back with the next batch."""
        self._writer.release()
        analysis.forget()
        memory.give_back()

    def close(self) -> None:
        """Waits for merges and releases the folder. The object must not be used for writing afterwards."""
        self._writer.release()


def _read_marker(searcher: tantivy.Searcher) -> Marker | None:
    with guarded():
        query = tantivy.Query.term_query(schema(), "key", MARKER_KEY, "basic")
        found = searcher.search(query, 2, count=False).hits
        states = [searcher.doc(address).get_first("state") for _, address in found]
        empty = searcher.num_docs == 0
    if empty:
        return None
    if len(states) != 1:
        raise IndexDamaged(f"{len(states)} markers")
    try:
        marker = Marker(**json.loads(states[0] or ""))
    except (TypeError, ValueError) as error:
        raise IndexDamaged(f"unreadable marker: {error}") from error
    if marker.schema_hash != SCHEMA_HASH or not 0 < marker.analysis_version <= analysis.ANALYSIS_VERSION:
        raise IndexDamaged(f"made by other rules: {marker}")
    return marker


def _hit(score: float, document: tantivy.Document) -> Hit:
    key, owner = document.get_first("key"), document.get_first("owner")
    return Hit(str(key), str(owner), score, Parts(score))


def _order(hit: Hit) -> tuple[float, str]:
    return -hit.score, hit.key
