"""How well a search answers golden questions, each of which has one right document. Pure functions.

Source: Jarvelin and Kekalainen, "Cumulated gain-based evaluation of IR techniques", 2002; with one right document the
ideal gain is 1, so nDCG@10 is 1 / log2(rank + 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final, Protocol

DEPTH: Final = 10
_NOISE: Final = 1e-9


class Passage(Protocol):
    """What is looked at of a found passage."""

    document_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over all questions, each from 0 to 1."""

    ndcg: float
    recall: float
    mrr: float


def rank(found: Sequence[Passage], document_id: str, words: str | None) -> int | None:
    """The place of the right document among the found ones, from 1; None when it is not among the first ten."""
    seen: list[str] = []
    for passage in found:
        if passage.document_id not in seen:
            seen.append(passage.document_id)
        if len(seen) > DEPTH:
            return None
        if passage.document_id == document_id and _holds(passage.text, words):
            return seen.index(document_id) + 1
    return None


def _holds(text: str, words: str | None) -> bool:
    return not words or " ".join(words.split()).casefold() in " ".join(text.split()).casefold()


def quality(ranks: Sequence[int | None]) -> Quality:
    """Sums up the ranks of the right documents; all zero for no question."""
    count = max(1, len(ranks))
    known = [one for one in ranks if one is not None]
    return Quality(
        ndcg=sum(1 / log2(one + 1) for one in known) / count,
        recall=len(known) / count,
        mrr=sum(1 / one for one in known) / count,
    )


def is_worse(new: Quality, old: Quality) -> bool:
    """Whether the new one answers worse: by nDCG@10."""
    return new.ndcg < old.ndcg - _NOISE
