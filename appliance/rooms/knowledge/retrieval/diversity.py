"""Keeps the same words, filed several times, from filling an answer.

Decision: a passage that says what a better one says already comes in only where nothing else is left to show. Texts
that differ in a number say something else, however alike they are.
"""

import re
from collections.abc import Sequence
from typing import Final

from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.retrieval.fusion import Fused

Result = tuple[Fused, FoundPassage]
ALIKE: Final = 0.9
"""Share of words in common from which two texts say the same (Jaccard)."""
NEIGHBOURS: Final = 12
"""Better passages that one is compared with: copies get nearly the same score, so they stand close together."""
LEAST: Final = 8
"""Different words from which a text can be nearly the same; a shorter one is the same or is not."""
_NUMBER: Final = re.compile(r"\d+")


def parted(found: Sequence[Result], most: int) -> tuple[list[Result], list[Result]]:
    """What says something of its own, `most` of it, and what says it again before that; each in the given order."""
    own: list[Result] = []
    again: list[Result] = []
    known: list[tuple[frozenset[str], str]] = []
    for one in found:
        if len(own) >= most:
            break
        said = _said(one[1].text)
        if any(_is_same(said, other) for other in known[-NEIGHBOURS:]):
            again.append(one)
        else:
            own.append(one)
            known.append(said)
    return own, again


def _said(text: str) -> tuple[frozenset[str], str]:
    return frozenset(text.lower().split()), text


def _is_same(one: tuple[frozenset[str], str], other: tuple[frozenset[str], str]) -> bool:
    words, others = one[0], other[0]
    least, most = sorted((len(words), len(others)))
    if least < ALIKE * most:
        return False
    if least < LEAST:
        return words == others and one[1].split() == other[1].split()
    shared = len(words & others)
    if shared < ALIKE * (least + most - shared):
        return False
    return _NUMBER.findall(one[1]) == _NUMBER.findall(other[1])
