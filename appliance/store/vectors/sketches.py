"""Sketches of vectors: the signs of their numbers after one random turn, a bit each, compared sixty-four at a time.

Two vectors lie as far apart as the share of their signs that differ (Charikar, "Similarity Estimation Techniques from
Rounding Algorithms", 2002). The turn spreads what a vector says evenly over its signs, as Gong et al. show ("Iterative
Quantization", 2011). So a scan of all sketches leaves few rows to compare in full, whoever may see how much.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from appliance.store.vectors.scan import Floats, Numbers, Places

Words: TypeAlias = npt.NDArray[np.uint64]
Distances: TypeAlias = npt.NDArray[np.uint16]
FEWEST_BITS: Final = 384
MOST_BITS: Final = 1_024
_WORD: Final = 64
_BLOCK: Final = 16_384
"""Rows compared at once: few enough to stay in the processor's cache."""
_LONG: Final = 100_000
"""Rows from which two threads share the scan."""
_CAST: Final = 8_192
_FAR: Final = np.uint16(0xFFFF)
_POOL: Final = ThreadPoolExecutor(2, thread_name_prefix="sketches")


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

    def nearest(self, query: Floats, size: int, most: int, far: Distances | None, held: Any) -> Places:
        """About `most` of the first `size` rows, those nearest by sketch.

        `far` says for each container, by its number in `held`, 0 or that its rows are out of reach.
        """
        asked, found = self._of(query[None])[0], np.empty(size, dtype=np.uint16)
        half = size // 2 if size > _LONG else size
        other = _POOL.submit(self._compare, asked, found, (half, size), far, held)
        self._compare(asked, found, (0, half), far, held)
        other.result()
        return _least(found, most)

    def among(self, query: Floats, rows: Places, most: int) -> Places:
        """About `most` of these rows, those nearest by sketch."""
        differing = self._words[:, rows] ^ self._of(query[None])[0][:, None]
        return rows[_least(np.bitwise_count(differing).sum(axis=0, dtype=np.uint16), most)]

    def _of(self, vectors: Floats) -> Words:
        return np.packbits(vectors @ _turn(self._dimensions) > 0, axis=-1).view(np.uint64)

    def _compare(self, asked: Words, found: Distances, span: tuple[int, int], far: Distances | None, held: Any) -> None:
        """Fill in how many signs of each row of a span differ."""
        words, bits = np.empty(_BLOCK, dtype=np.uint64), np.empty(_BLOCK, dtype=np.uint8)
        for start in range(*span, _BLOCK):
            end = min(start + _BLOCK, span[1])
            room, counted, total = words[: end - start], bits[: end - start], found[start:end]
            total[:] = 0 if far is None else far[held[start:end]]
            for number, word in enumerate(asked):
                np.bitwise_xor(self._words[number, start:end], word, out=room)
                np.bitwise_count(room, out=counted)
                np.add(total, counted, out=total)


def out_of_reach(allowed: npt.NDArray[np.bool_]) -> Distances:
    """For each container 0, or so far that no sketch of an allowed one lies there."""
    return np.where(allowed, np.uint16(0), _FAR - np.uint16(MOST_BITS))


def _least(distances: Distances, most: int) -> Places:
    """Where the least distances stand, `most` of them and some that are equal to the last; none out of reach."""
    limit = int(np.partition(distances, most - 1)[most - 1]) if most < len(distances) else MOST_BITS
    limit = min(limit, MOST_BITS)
    nearer = np.flatnonzero(distances < limit)
    equal = np.flatnonzero(distances == limit)[: max(most, 2 * most - len(nearer))]
    return np.concatenate([nearer, equal])
