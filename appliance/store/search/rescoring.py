"""The second stage of a search: the best hits are ordered by the rare character trigrams they share with the query.

It finds what stems miss: compounds, inflections that no stemmer knows, misspelt words.
"""

import math
import unicodedata
from collections.abc import Mapping
from itertools import compress
from typing import Final

from appliance.store.search.analysis import pieces
from appliance.store.search.entries import Hit, Parts
from appliance.store.search.trigrams import held as trigrams_held

TOP: Final = 30
"""Hits that are rescored."""
WEIGHT: Final = 0.6
"""A hit that holds every trigram gains this share of the best BM25 score."""
LONGEST_TEXT: Final = 8_000
"""Characters of a text that are looked at."""
MOST_TRIGRAMS: Final = 200


def rescored(query: str, hits: list[Hit], texts: Mapping[str, str]) -> list[Hit]:
    """The hits with the trigram part added; those without a text keep their score. Order is the caller's matter."""
    known = [hit for hit in hits if hit.key in texts]
    trigrams = _trigrams(query)
    if not known or not trigrams:
        return hits
    plain = {hit.key: _plain(texts[hit.key][:LONGEST_TEXT]) for hit in known}
    held = dict(zip(plain, trigrams_held(trigrams, list(plain.values())), strict=True))
    weights = [_rarity(sum(column), len(held)) for column in zip(*held.values(), strict=True)]
    whole = sum(weights)
    best = max(hit.parts.lexical for hit in known)
    gains = {key: WEIGHT * best * sum(compress(weights, row)) / whole for key, row in held.items()}
    return [_raised(hit, gains.get(hit.key, 0.0)) for hit in hits]


def _raised(hit: Hit, gain: float) -> Hit:
    parts = Parts(hit.parts.lexical, gain, hit.parts.terms, hit.parts.weights)
    return Hit(hit.key, hit.owner, hit.parts.lexical + gain, parts)


def _rarity(holding: int, among: int) -> float:
    """Inverse document frequency within the rescored hits (Robertson and Sparck Jones, as in BM25)."""
    return math.log(1 + (among - holding + 0.5) / (holding + 0.5))


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return f" {' '.join(text.lower().split())} "


def _trigrams(query: str) -> list[str]:
    """The query's trigrams; a word's first one holds the space before it."""
    found: dict[str, None] = {}
    for piece in pieces(_plain(query)):
        padded = piece.text if piece.size else f" {piece.text}"
        found.update(dict.fromkeys(padded[at : at + 3] for at in range(max(1, len(padded) - 2))))
    return list(found)[:MOST_TRIGRAMS]
