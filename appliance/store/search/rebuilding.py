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
    """A rebuild in steps: `add` batches, then `finish`. Leaving it early leaves the index in use as it was.

    `goes_on` with what an earlier one has committed.
    """

    def __init__(self, folder: Path, *, goes_on: bool = False) -> None:
        self._folder = folder
        self._new = swap.beside(folder, ".new")
        with guarded():
            if not goes_on:
                swap.beside(folder, swap.NOTE).unlink(missing_ok=True)
                shutil.rmtree(self._new, ignore_errors=True)
        self._index: SearchIndex | None = SearchIndex.open(self._new, heap=HEAP)
        self.added = 0

    def add(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """Commits a batch (some ten thousand entries are a good size); returns the keys of refused entries.

        All entries of an owner must come in one batch.
        """
        batch = list(entries)
        owners = sorted({entry.owner for entry in batch if isinstance(getattr(entry, "owner", None), str)})
        return self.replace(owners, batch)

    def replace(self, owners: Sequence[str], entries: Sequence[Entry]) -> tuple[str, ...]:
        """The same for owners that may have no entries any more."""
        if self._index is None:
            raise ValueError("the rebuild is over")
        refused = self._index.apply(owners, entries, sequence=0)
        self.added += len(entries) - len(refused)
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
