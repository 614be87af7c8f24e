"""An inverted file over the rows: each row lies in the cell of its nearest centre, a question looks into a few cells.

Source: Jegou, Douze and Schmid, "Product quantization for nearest neighbor search", 2011, section IV, without codes.
"""

from typing import Final, Self

import numpy as np

from appliance.store.vectors.scan import Floats, Numbers, Places
from appliance.store.vectors.shelf import Shelf

LEAST: Final = 200_000
"""Rows below which the exact scan is fast enough."""
LOOKED_INTO: Final = 1 / 5
"""Share of the cells that a question looks into when it may find every row."""
_ROUNDS: Final = 6
_GROWN: Final = 1.25
_BLOCK: Final = 8_192


class Cells:
    """Centres, the order that lays rows cell by cell, and where each cell begins. Later rows lie behind all cells."""

    def __init__(self, centres: Floats, nearest: Places) -> None:
        self._centres = centres
        self._order = np.argsort(nearest, kind="stable")
        self._starts = np.searchsorted(nearest[self._order], np.arange(len(centres) + 1))

    @classmethod
    def made_from(cls, numbers: Numbers, sample: Floats) -> Self:
        """Cells for these rows: k-means on a sample of unit vectors, about the square root of the rows in number."""
        number = min(len(sample), 1 << round(np.log2(max(2.0, np.sqrt(len(numbers))))))
        centres = sample[np.random.default_rng(0).choice(len(sample), number, replace=False)].copy()
        for _ in range(_ROUNDS):
            nearest = _nearest(sample, centres)
            order = np.argsort(nearest, kind="stable")
            filled, starts = np.unique(nearest[order], return_index=True)
            sums = np.add.reduceat(sample[order], starts, axis=0)
            centres[filled] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(1e-12))
        return cls(centres, _nearest(numbers, centres))

    def arrange(self, shelf: Shelf) -> None:
        """Lay the rows of the shelf cell by cell."""
        shelf.arrange(self._order)
        self._order = self._order[:0]

    def is_outgrown(self, shelf: Shelf) -> bool:
        """Whether too many rows lie behind the cells."""
        return bool(shelf.size > _GROWN * self._starts[-1])

    def spans(self, query: Floats, size: int, share: float = 1.0) -> list[tuple[int, int]]:
        """The rows to look at: the cells nearest to the question, and what lies behind all cells.

        `share` of the rows may be found. The fewer they are, the farther the nearest of them lie: more cells are looked
        into, yet fewer rows are scored.
        """
        number = len(self._centres)
        count = min(number, max(1, round(number * LOOKED_INTO / max(share, LOOKED_INTO**2) ** 0.5)))
        chosen = np.sort(np.argpartition(-(self._centres @ query), count - 1)[:count])
        found = [(int(self._starts[cell]), int(self._starts[cell + 1])) for cell in chosen]
        return [*found, (int(self._starts[-1]), size)]


def _nearest(vectors: Floats | Numbers, centres: Floats) -> Places:
    blocks = (vectors[at : at + _BLOCK].astype(np.float32) for at in range(0, len(vectors), _BLOCK))
    found: Places = np.concatenate([np.argmax(block @ centres.T, axis=1) for block in blocks])
    return found
