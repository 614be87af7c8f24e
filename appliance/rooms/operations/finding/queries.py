"""Asks every room for what matches, and ranks it: words in names count more than words in texts."""

from collections import Counter
from collections.abc import Sequence

from appliance.kernel.actor import Actor
from appliance.kernel.problem import BadRequest
from appliance.kernel.room import Finder, Match
from appliance.rooms.operations.finding.shapes import FindFilter, FoundPage, FoundView
from appliance.store.search import matches, snippet

finders: list[Finder] = []
"""Filled in by the house."""

LONGEST, MOST, MOST_OF_A_KIND, MOST_WORDS = 200, 20, 5, 8
_NAME_WEIGHT = 3.0


def everything(where: FindFilter, *, seen_by: Actor) -> FoundPage:
    """The things that match all words, best first; each is narrowed to what the actor may see by its own room.

    No kind crowds out another: of all kinds together the best few of each are told, of one kind alone up to 20.
    """
    said = " ".join((where.value("q") or "").split())
    kind = where.value("type")
    if len(said) > LONGEST:
        raise BadRequest(f"q must be at most {LONGEST} characters", param="q")
    if kind is not None and kind not in {finder.kind for finder in finders}:
        raise BadRequest("There is nothing of this type", param="type")
    words = said.split()[:MOST_WORDS]
    best: dict[str, FoundView] = {}
    for finder in finders if words else ():
        if kind in (None, finder.kind):
            for match in finder.find(words, MOST, seen_by=seen_by):
                _keep(best, _view(finder.kind, match, words))
    ranked = sorted(best.values(), key=lambda one: (-one.score, one.id))
    return FoundPage(data=ranked[:MOST] if kind is not None else _mixed(ranked))


def _mixed(ranked: Sequence[FoundView]) -> list[FoundView]:
    kept: list[FoundView] = []
    count: Counter[str] = Counter()
    for one in ranked:
        count[one.type] += 1
        if count[one.type] <= MOST_OF_A_KIND:
            kept.append(one)
    return kept


def _keep(best: dict[str, FoundView], one: FoundView) -> None:
    if one.id not in best or best[one.id].score < one.score:
        best[one.id] = one


def _view(kind: str, match: Match, words: Sequence[str]) -> FoundView:
    query = " ".join(words)
    score = _NAME_WEIGHT * _share(match.name, words) + match.weight * _share(match.text, words)
    cut = snippet(match.text or match.name, query)
    return FoundView(type=kind, id=match.id, name=match.name, snippet=cut, url=match.url, score=round(score, 4))


def _share(text: str, words: Sequence[str]) -> float:
    """How many of the words stand in a text, at least as the beginning of one; 0 to 1."""
    if not text:
        return 0.0
    folded = text.casefold()
    plain = sum(word.casefold() in folded for word in words) / len(words)
    return max(plain, 0.5 if matches(text[:5_000], " ".join(words)) else 0.0)
