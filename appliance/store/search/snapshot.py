"""One commit of the index as searches see it, and which filters let everything in it pass.

A filter over most of an index costs more than the search itself. One that all entries of this very commit pass is the
same as none, so it is left out; the next commit is looked at anew.
"""

from typing import Any, Final

import tantivy

REMEMBERED: Final = 1_000
"""Filters whose answer is kept."""


class Snapshot:
    """A searcher. Safe for threads: what two find out at once is the same."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self.searcher = searcher
        self._answers: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._shares: dict[tuple[str, tuple[str, ...]], float] = {}

    def all_pass(self, field: str, values: tuple[str, ...], query: tantivy.Query) -> bool:
        """Whether every entry holds one of the values; `query` finds those that do."""
        known = self._answers.get((field, values))
        if known is None:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            known = self._answers[field, values] = self._look(field, values, query)
        return known

    def share(self, field: str, values: tuple[str, ...]) -> float:
        """The part of all entries that hold one of the values, at most: an entry may hold several. From 0 to 1."""
        known = self._shares.get((field, values))
        if known is None:
            if len(self._shares) >= REMEMBERED:
                self._shares.clear()
            holding = sum(self.searcher.doc_freq(field, value) for value in values)
            known = self._shares[field, values] = min(1.0, holding / max(1, int(self.searcher.num_docs)))
        return known

    def _look(self, field: str, values: tuple[str, ...], query: tantivy.Query) -> bool:
        entries = int(self.searcher.num_docs) - 1  # the marker is no entry
        if sum(self.searcher.doc_freq(field, value) for value in values) < entries:
            return False
        found: Any = self.searcher.search(query, 1, count=True)
        return bool(found.count >= entries)
