"""Joins what words and what meaning have found into one order. Pure functions.

Decision: a convex combination of scores brought to the same scale, as Bruch, Gai and Ingber recommend ("An Analysis of
Fusion Functions for Hybrid Retrieval", 2022). A passage without a vector counts by its words alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from appliance.engines.embed import Found
from appliance.store.search import Hit, Parts

DEPTH: Final = 100
"""Passages that either side brings."""
WORDS: Final = 0.6
"""Weight of the words; meaning has the rest."""


@dataclass(frozen=True, slots=True)
class Fused:
    """A found passage: its score, the parts of its words' score, its cosine, and its rank on either side, from 1."""

    key: str
    score: float
    parts: Parts = field(default=Parts(0.0))
    vector: float | None = None
    lexical_rank: int | None = None
    vector_rank: int | None = None


def of_words(hits: Sequence[Hit]) -> list[Fused]:
    """What words alone have found."""
    return [Fused(hit.key, hit.score, hit.parts, lexical_rank=rank) for rank, hit in enumerate(hits, 1)]


def of_meaning(near: Sequence[Found]) -> list[Fused]:
    """What meaning alone has found."""
    return [Fused(one.key, one.score, vector=one.score, vector_rank=rank) for rank, one in enumerate(near, 1)]


def fused(hits: Sequence[Hit], near: Sequence[Found], foreign: Collection[str] = ()) -> list[Fused]:
    """Both in one order, ties by key. `foreign` are passages whose vectors say nothing."""
    words = {hit.key: (rank, hit) for rank, hit in enumerate(hits, 1)}
    known = sorted((one for one in near if one.key not in foreign), key=lambda one: (-one.score, one.key))
    meanings = {one.key: (rank, one.score) for rank, one in enumerate(known, 1)}
    lexical = _scaled({key: hit.score for key, (_, hit) in words.items()})
    nearness = _scaled({key: score for key, (_, score) in meanings.items()})
    found = []
    for key in words.keys() | meanings.keys():
        by_words = lexical.get(key, 0.0)
        rank, hit = words.get(key, (None, None))
        vector_rank, vector = meanings.get(key, (None, None))
        score = WORDS * by_words + (1 - WORDS) * nearness.get(key, by_words)
        found.append(Fused(key, score, hit.parts if hit else Parts(0.0), vector, rank, vector_rank))
    return sorted(found, key=lambda one: (-one.score, one.key))


def _scaled(scores: dict[str, float]) -> dict[str, float]:
    """Scores from 0 for the least to 1 for the best."""
    least, most = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    spread = most - least
    return {key: (score - least) / spread if spread > 0 else 1.0 for key, score in scores.items()}
