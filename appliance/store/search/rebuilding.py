"""Builds an index beside the one in use and puts it in its place when it is whole."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from appliance.store.search import swap
from appliance.store.search.entries import Entry
from appliance.store.search.guard import guarded
from appliance.store.search.index import SearchIndex

HEAP: Final = 50_000_000
"""Bytes; a rebuild writes large segments, so that few merges follow."""


class Builder:
    """A rebuild in steps: `add` batches, then `finish`. Leaving it early leaves the index in use as it was."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._new = swap.beside(folder, ".new")
        with guarded():
            if self._new.exists():
                shutil.rmtree(self._new)
        self._index: SearchIndex | None = SearchIndex.open(self._new, heap=HEAP)
        self.added = 0

    def add(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """Commits a batch (some ten thousand entries are a good size); returns the keys of refused entries.

        All entries of an owner must come in one batch.
        """
        if self._index is None:
            raise ValueError("the rebuild is over")
        batch = list(entries)
        owners = sorted({entry.owner for entry in batch if isinstance(getattr(entry, "owner", None), str)})
        refused = self._index.apply(owners, batch, sequence=0)
        self.added += len(batch) - len(refused)
        return refused

    def finish(self, sequence: int) -> None:
        """Writes the marker and swaps. The index in use must be closed before, and opened again after."""
        if self._index is None:
            raise ValueError("the rebuild is over")
        self._index.apply((), (), sequence=sequence)
        self._index.close()
        self._index = None
        with guarded():
            swap.swap(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
            shutil.rmtree(self._new, ignore_errors=True)


def rebuild(
    folder: Path,
    batches: Iterable[Sequence[Entry]],
    sequence: int,
    progress: Callable[[int], None] = lambda _: None,
) -> SearchIndex:
    """Builds the folder anew from batches, swaps and opens it; `progress` hears how many entries are in.

    `sequence` is where the database stood before the first batch was read: what came later is applied again.
    """
    with Builder(folder) as builder:
        for batch in batches:
            builder.add(batch)
            progress(builder.added)
        builder.finish(sequence)
    return SearchIndex.open(folder)
