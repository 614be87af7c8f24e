"""Which of some trigrams stand in each of some texts: one look at every place of all texts, for all of them at once."""

from collections.abc import Sequence
from typing import Any, Final

LENGTH: Final = 3
MOST_LETTERS: Final = 64
"""Different characters of the trigrams up to which a table of all that can be made of them is small."""
_CODE_POINTS: Final = 0x110000
_BETWEEN: Final = "\n\n"
"""Between texts: no trigram of words holds it."""


def held(trigrams: Sequence[str], texts: Sequence[str]) -> list[list[bool]]:
    """For each text, which of the trigrams it holds. Shorter strings are looked for one by one, as are very many."""
    whole = [at for at, one in enumerate(trigrams) if len(one) == LENGTH]
    letters = "".join(sorted(set("".join(trigrams[at] for at in whole))))
    if not whole or not texts or len(letters) > MOST_LETTERS:
        return [[one in text for one in trigrams] for text in texts]
    found = _held([trigrams[at] for at in whole], letters, texts)
    if len(whole) == len(trigrams):
        return found
    rows = [[len(one) < LENGTH and one in text for one in trigrams] for text in texts]
    for row, is_held in zip(rows, found, strict=True):
        for at, value in zip(whole, is_held, strict=True):
            row[at] = value
    return rows


def _held(trigrams: Sequence[str], letters: str, texts: Sequence[str]) -> list[list[bool]]:
    import numpy as np

    number = np.zeros(_CODE_POINTS, dtype=np.uint8)
    number[_codes(letters)] = np.arange(1, len(letters) + 1)
    count = len(letters) + 1
    table = np.zeros(count**LENGTH, dtype=np.int16)
    table[_places(number[_codes("".join(trigrams))], count)[::LENGTH]] = np.arange(1, len(trigrams) + 1)
    found = table[_places(number[_codes("".join([text + _BETWEEN for text in texts]))], count)]
    at = np.flatnonzero(found)
    ends = np.cumsum([len(text) + len(_BETWEEN) for text in texts])
    rows = np.zeros((len(texts), len(trigrams)), dtype=np.bool_)
    rows[np.searchsorted(ends, at, side="right"), found[at] - 1] = True
    told: list[list[bool]] = rows.tolist()
    return told


def _codes(text: str) -> Any:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _places(numbers: Any, count: int) -> Any:
    """Where the three characters from each place on stand in a table of all threes; none for the last two places."""
    import numpy as np

    wide = numbers.astype(np.int32)
    return (wide[:-2] * count + wide[1:-1]) * count + wide[2:]
