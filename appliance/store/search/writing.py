"""The writer of an index folder: made when first needed, let go when idle, for its heap and threads cost memory."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import RLock
from typing import Final

import tantivy

from appliance.store.search.documents import MARKER_KEY, document_of, is_sound, marker_document
from appliance.store.search.entries import Entry, Marker, SearchIndexError
from appliance.store.search.guard import guarded

HEAP: Final = 15_000_000
"""Bytes; Tantivy's least for one thread."""


class Writer:
    """Commits batches, each with its marker; a batch that fails leaves nothing behind."""

    def __init__(self, index: tantivy.Index, heap: int = HEAP) -> None:
        self._index = index
        self._heap = heap
        self._native: tantivy.IndexWriter | None = None
        self._lock = RLock()

    def commit(self, owners: Sequence[str], entries: Iterable[Entry], marker: Marker) -> tuple[str, ...]:
        """Replaces the owners' entries and the marker in one commit; returns the keys of refused entries."""
        with self._lock:
            try:
                refused = self._stage(owners, entries)
                with guarded():
                    native = self._opened()
                    native.delete_documents_by_term("key", MARKER_KEY)
                    native.add_document(marker_document(marker))
                    native.commit()
            except BaseException:
                self._discard()
                raise
            return refused

    def _stage(self, owners: Sequence[str], entries: Iterable[Entry]) -> tuple[str, ...]:
        owned = frozenset(owners)
        with guarded():
            for owner in owned:
                self._opened().delete_documents_by_term("owner", owner)
        seen: set[str] = set()
        refused: list[str] = []
        for entry in entries:
            if not is_sound(entry) or entry.owner not in owned or entry.key in seen:
                refused.append(str(getattr(entry, "key", entry))[:100])
                continue
            seen.add(entry.key)
            document = document_of(entry)
            with guarded():
                self._opened().add_document(document)
        return tuple(refused)

    def _opened(self) -> tantivy.IndexWriter:
        if self._native is None:
            self._native = self._index.writer(self._heap, 1)
        return self._native

    def _discard(self) -> None:
        native, self._native = self._native, None
        with suppress(SearchIndexError), guarded():
            if native is not None:
                native.rollback()

    def garbage_collect(self) -> None:
        """Removes the files that no commit needs any more."""
        with self._lock, guarded():
            self._opened().garbage_collect_files()

    def release(self) -> None:
        """Waits for merges, then gives back the writer's memory and the folder's lock."""
        with self._lock:
            native, self._native = self._native, None
            with guarded():
                if native is not None:
                    native.wait_merging_threads()
