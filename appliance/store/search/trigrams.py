"""Which of some trigrams stand in each of some texts: one look at every place of all texts, for all of them at once."""

from collections.abc import Sequence
from typing import Any, Final

BUCKETS: Final = 8_191
"""Places of the table that tells most trigrams from the wanted ones; a prime."""
LENGTH: Final = 3
_BITS: Final = 21
_BETWEEN: Final = "\n\n"
"""Between texts: no trigram of words holds it."""


def held(trigrams: Sequence[str], texts: Sequence[str]) -> list[list[bool]]:
    """For each text, which of the trigrams it holds. Shorter strings are looked for one by one."""
    whole = [at for at, one in enumerate(trigrams) if len(one) == LENGTH]
    found = _held([trigrams[at] for at in whole], texts) if whole and texts else [[] for _ in texts]
    if len(whole) == len(trigrams):
        return found
    rows = [[len(one) < LENGTH and one in text for one in trigrams] for text in texts]
    for row, is_held in zip(rows, found, strict=True):
        for at, value in zip(whole, is_held, strict=True):
            row[at] = value
    return rows


def _held(trigrams: Sequence[str], texts: Sequence[str]) -> list[list[bool]]:
    import numpy as np

    wanted = _numbers("".join(trigrams))[::3]
    places = _numbers("".join(text + _BETWEEN for text in texts))
    table = np.zeros(BUCKETS, dtype=np.bool_)
    table[wanted % BUCKETS] = True
    at = np.flatnonzero(table[places % BUCKETS])
    order = np.argsort(wanted)
    nearest = np.minimum(np.searchsorted(wanted[order], places[at]), len(wanted) - 1)
    is_one = wanted[order][nearest] == places[at]
    ends = np.cumsum([len(text) + len(_BETWEEN) for text in texts])
    found = np.zeros((len(texts), len(trigrams)), dtype=np.bool_)
    found[np.searchsorted(ends, at[is_one], side="right"), order[nearest[is_one]]] = True
    rows: list[list[bool]] = found.tolist()
    return rows


def _numbers(text: str) -> Any:
    """The three characters from each place on, as one number; none for the last two places."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    return (codes[:-2] << 2 * _BITS) | (codes[1:-1] << _BITS) | codes[2:]
