"""The exact scan: one product a block, the best kept by a threshold that rises."""

from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Numbers: TypeAlias = npt.NDArray[np.int8]
Places: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

BLOCK: Final = 1_024
"""Rows cast at once: few enough to stay in the processor's cache."""
_KEPT: Final = 4_096


class Rows(Protocol):
    """What is scanned: numbers and scales by row, and the number of the container that a row lies in."""

    size: int
    numbers: Numbers
    scales: Floats
    held: npt.NDArray[np.int32]


class Best:
    """The best rows so far."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.rows: list[Places] = []
        self.scores: list[Floats] = []
        self._count = 0
        self.least = np.float32(-np.inf)

    def add(self, rows: Places, scores: Floats) -> None:
        """Consider these rows."""
        better = np.flatnonzero(scores > self.least)
        if len(better):
            self.rows.append(rows[better])
            self.scores.append(scores[better])
            self._count += len(better)
            if self._count > _KEPT or (self.least == -np.inf and self._count > self.limit):
                self._prune()

    def _prune(self) -> None:
        rows, scores = np.concatenate(self.rows), np.concatenate(self.scores)
        if len(rows) > self.limit:
            kept = np.argpartition(-scores, self.limit - 1)[: self.limit]
            rows, scores = rows[kept], scores[kept]
            self.least = np.nextafter(scores.min(), np.float32(-np.inf))
        self.rows, self.scores, self._count = [rows], [scores], len(rows)

    def taken(self) -> tuple[list[int], list[float]]:
        """Rows and scores of the best."""
        if not self.rows:
            return [], []
        self._prune()
        kept = np.isfinite(self.scores[0])
        return self.rows[0][kept].tolist(), self.scores[0][kept].tolist()


def score(rows: Rows, places: Places, query: Floats) -> Floats:
    """Cosines of these rows with a unit question."""
    found: Floats = np.empty(len(places), dtype=np.float32)
    for at in range(0, len(places), BLOCK):
        some = places[at : at + BLOCK]
        found[at : at + BLOCK] = rows.numbers[some].astype(np.float32) @ query
        found[at : at + BLOCK] *= rows.scales[some]
    return found


def scan(query: Floats, rows: Rows, allowed: Flags | None, best: Best) -> None:
    """Score every allowed row."""
    room = np.empty((BLOCK, len(query)), dtype=np.float32)
    for start in range(0, rows.size, BLOCK):
        end = min(start + BLOCK, rows.size)
        numbers, scales, places = rows.numbers[start:end], rows.scales[start:end], np.arange(start, end)
        if allowed is not None:  # the others are not even cast
            picked = np.flatnonzero(allowed[rows.held[start:end]])
            numbers, scales, places = numbers[picked], scales[picked], places[picked]
        cast = room[: len(numbers)]
        np.copyto(cast, numbers)
        scores = cast @ query
        scores *= scales
        scores[scales == 0] = -np.inf
        best.add(places, scores)
