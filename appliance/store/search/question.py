"""Cuts a query into groups of terms: one group for each word that says something, in every language it may be in."""

from dataclasses import dataclass

from appliance.store.search.analysis import Piece, grams, pieces, stem
from appliance.store.search.function_words import WORDS
from appliance.store.search.language import detect

FALLBACK = ("en", "")
"""Languages of a query that tells none, over bases that have none."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one word or n-gram of a query looks for: any of its terms, or terms that begin with its only one."""

    text: str
    terms: tuple[str, ...]
    prefix: bool = False


def languages_of(query: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The query's own language first, then the given ones."""
    own = detect(query)
    found = dict.fromkeys(language for language in (own, *languages) if language)
    return tuple(found) or FALLBACK


def groups_of(query: str, languages: tuple[str, ...]) -> list[Group]:
    """The groups of a query, each once; function words are left out unless there is nothing else."""
    spoken = languages_of(query, languages)
    own = detect(query)
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
