"""Joins hits that stand next to one another into one result, so that answers bring more of a text in fewer places.

Decision: a stretch stays within one page, heading, link and version, so its place is exact, and within `LONGEST` code
points, so it stays something to quote. It takes the rank, score and id of its best passage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from appliance.rooms.knowledge.documents import found_passages
from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.retrieval.diversity import Result
from appliance.rooms.knowledge.retrieval.fusion import Fused

LONGEST: Final = 2_400
"""Code points of a joined stretch: two of the longest passages of the usual size."""
REACH: Final = 2
"""Hits that are looked at for neighbours, as a multiple of the asked ones."""


@dataclass(slots=True)
class _Stretch:
    hit: Fused
    best: FoundPassage
    first: FoundPassage
    last: FoundPassage

    def takes(self, one: FoundPassage) -> bool:
        """Let the passage in if it stands right before or behind, and all of it stays one short stretch."""
        first = one if one.ordinal == self.first.ordinal - 1 else self.first
        last = one if one.ordinal == self.last.ordinal + 1 else self.last
        if (first is self.first and last is self.last) or _place(one) != _place(self.best):
            return False
        if max(one.end, self.last.end) - min(one.start, self.first.start) > LONGEST:
            return False
        self.first, self.last = first, last
        return True


def joined(found: Sequence[Result], limit: int) -> list[Result]:
    """The best results, best first; to be called in a reading unit."""
    stretches: list[_Stretch] = []
    by_place: dict[object, list[_Stretch]] = {}
    for hit, passage in found[: limit * REACH]:
        beside = by_place.setdefault(_place(passage), [])
        if not any(stretch.takes(passage) for stretch in beside):
            beside.append(_Stretch(hit, passage, passage, passage))
            stretches.append(beside[-1])
    return _told(stretches[:limit])


def _place(passage: FoundPassage) -> object:
    return passage.document_id, passage.version, passage.page, passage.heading, passage.link


def _told(stretches: Sequence[_Stretch]) -> list[Result]:
    longer = [one for one in stretches if one.first is not one.last]
    wanted = [(one.best.document_id, one.best.version, one.first.start, one.last.end) for one in longer]
    texts = dict(zip(map(id, longer), found_passages.slices(wanted), strict=True))
    return [(one.hit, _whole(one, texts.get(id(one)))) for one in stretches]


def _whole(one: _Stretch, text: str | None) -> FoundPassage:
    if text is None:
        return one.best
    return replace(
        one.best, text=text, start=one.first.start, end=one.last.end, page=one.first.page, last_page=one.last.last_page
    )
