"""Cuts a query into groups of terms: one group for each word that says something, in every language it may be in."""

from dataclasses import dataclass
from typing import Final

from appliance.store.search.analysis import Piece, grams, pieces, stem
from appliance.store.search.function_words import WORDS
from appliance.store.search.language import detect

FALLBACK: Final = ("en",)
"""For a query whose language nothing tells, over bases that have none."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one word or n-gram of a query looks for: any of its terms, or terms that begin with its only one."""

    text: str
    terms: tuple[str, ...]
    prefix: bool = False


def languages_of(own: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages to stem a query in: its own, the given ones, and none, for texts whose language nothing told."""
    known = dict.fromkeys(language for language in (own, *languages) if language)
    return (*(known or FALLBACK), "")


def groups_of(query: str, languages: tuple[str, ...]) -> list[Group]:
    """The groups of a query, each once; function words are left out unless there is nothing else."""
    own = detect(query)
    spoken = languages_of(own, languages)
    stopped = frozenset[str]().union(*(WORDS.get(language, ()) for language in ((own,) if own else spoken)))
    found = list(pieces(query))
    kept = [piece for piece in found if piece.size or piece.text.lower() not in stopped] or found
    groups = [group for piece in kept for group in _groups(piece, spoken)]
    return list({group.terms: group for group in groups}.values())


def _groups(piece: Piece, languages: tuple[str, ...]) -> list[Group]:
    if not piece.size:
        stems = dict.fromkeys(stem(piece.text, language) for language in languages)
        stems.pop("", None)
        return [Group(piece.text, tuple(stems))] if stems else []
    cut = grams(piece.text, piece.size)
    if len(cut) < piece.size:
        return [Group(cut[0], (cut[0],), prefix=True)]
    return [Group(gram, (gram,)) for gram in cut if len(gram) == piece.size]
