"""Sketches of vectors: the signs of their numbers after one random turn, a bit each, compared sixty-four at a time.

Two vectors lie as far apart as the share of their signs that differ (Charikar, "Similarity Estimation Techniques from
Rounding Algorithms", 2002). The turn spreads what a vector says evenly over its signs, as Gong et al. show ("Iterative
Quantization", 2011). So a scan of all sketches leaves few rows to compare in full, whoever may see how much.
"""

from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.store.vectors.scan import Flags, Floats, Numbers, Places

Words: TypeAlias = npt.NDArray[np.uint64]
Distances: TypeAlias = npt.NDArray[np.uint16]
FEWEST_BITS: Final = 384
MOST_BITS: Final = 1_024
_WORD: Final = 64
ROUGH: Final = 3
"""Words of a sketch that all rows are compared by: their differing bits can be counted in a byte."""
WIDE: Final = 15
"""Rows that are compared by whole sketches, for each that is wanted."""
_BLOCK: Final = 16_384
"""Rows compared at once: few enough to stay in the processor's cache."""
_SAMPLE: Final = 50_000
_CAST: Final = 8_192


@lru_cache(maxsize=4)
def _turn(dimensions: int) -> Floats:
    """The random turn of a number of dimensions into bits: the same in every process."""
    bits = min(MOST_BITS, max(FEWEST_BITS, -(-dimensions // _WORD) * _WORD))
    chance = np.random.default_rng(0)
    tall = chance.standard_normal((max(bits, dimensions), min(bits, dimensions)), dtype=np.float32)
    turned: Floats = np.ascontiguousarray(np.linalg.qr(tall)[0])
    return turned if dimensions >= bits else np.ascontiguousarray(turned.T)


class Sketches:
    """One sketch for each row of a shelf, word by word, so that a scan reads straight on."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._words: Words = np.zeros((_turn(dimensions).shape[1] // _WORD, 0), dtype=np.uint64)

    @property
    def nbytes(self) -> int:
        return int(self._words.nbytes)

    def grow(self, room: int) -> None:
        """Make room for so many more rows."""
        more = np.zeros((len(self._words), room), dtype=np.uint64)
        self._words = np.concatenate([self._words, more], axis=1)

    def put(self, start: int, numbers: Numbers) -> None:
        """Sketch the rows from `start` on; scales change no sign."""
        for at in range(0, len(numbers), _CAST):
            some = numbers[at : at + _CAST].astype(np.float32)
            self._words[:, start + at : start + at + len(some)] = self._of(some).T

    def clear(self, rows: Places) -> None:
        """Overwrite these rows."""
        self._words[:, rows] = 0

    def pick(self, rows: Places) -> None:
        """Keep these rows alone, in this order."""
        self._words = self._words[:, rows]

    def nearest(self, query: Floats, size: int, most: int, allowed: Flags | None, held: Any) -> Places:
        """About `most` of the first `size` rows, those nearest by sketch; `allowed` by number of container."""
        asked = self._of(query[None])[0]
        rough = self._rough(asked, size)
        rows = _nearer(rough, WIDE * most, allowed, held)
        distances = rough[rows].astype(np.uint16)
        return rows[_least(self._further(distances, asked, rows, ROUGH), most)]

    def among(self, query: Floats, rows: Places, most: int) -> Places:
        """About `most` of these rows, those nearest by sketch."""
        distances = np.zeros(len(rows), dtype=np.uint16)
        return rows[_least(self._further(distances, self._of(query[None])[0], rows, 0), most)]

    def _of(self, vectors: Floats) -> Words:
        return np.packbits(vectors @ _turn(self._dimensions) > 0, axis=-1).view(np.uint64)

    def _rough(self, asked: Words, size: int) -> npt.NDArray[np.uint8]:
        """How many of the first signs of each row differ."""
        found, words = np.zeros(size, dtype=np.uint8), np.empty(_BLOCK, dtype=np.uint64)
        bits = np.empty(_BLOCK, dtype=np.uint8)
        for start in range(0, size, _BLOCK):
            end = min(start + _BLOCK, size)
            for number, word in enumerate(asked[:ROUGH]):
                np.bitwise_xor(self._words[number, start:end], word, out=words[: end - start])
                np.bitwise_count(words[: end - start], out=bits[: end - start])
                found[start:end] += bits[: end - start]
        return found

    def _further(self, distances: Distances, asked: Words, rows: Places, first: int) -> Distances:
        """The distances of these rows with the words from `first` on added."""
        for number in range(first, len(asked)):
            distances += np.bitwise_count(self._words[number][rows] ^ asked[number])
        return distances


def _nearer(rough: npt.NDArray[np.uint8], most: int, allowed: Flags | None, held: Any) -> Places:
    """About `most` of the allowed rows; how near they must be is told by a sample of them."""
    step = max(1, len(rough) // _SAMPLE)
    sample = np.arange(0, len(rough), step)
    if allowed is not None:
        sample = sample[allowed[held[sample]]]
    wanted = -(-most // step)
    limit = np.iinfo(np.uint8).max
    if wanted < len(sample):
        limit = int(np.partition(rough[sample].astype(np.uint16), wanted)[wanted])
    rows = np.flatnonzero(rough <= limit)
    return rows if allowed is None else rows[allowed[held[rows]]]


def _least(distances: Distances, most: int) -> Places:
    """Where the least distances stand: `most` of them, and some more that are equal to the last."""
    if most >= len(distances):
        return np.arange(len(distances))
    limit = np.partition(distances, most - 1)[most - 1]
    nearer = np.flatnonzero(distances < limit)
    return np.concatenate([nearer, np.flatnonzero(distances == limit)[: 2 * most - len(nearer)]])
