"""What words and meaning find inside a search's bounds, and what of it may be shown now.

Decision: a filter stands in the query, as the documents that it lets through, while these can be named. Where they are
too many, or passages are filtered themselves, the search looks deeper until it has enough or nothing is left; so a
filter never hides what it lets through.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from appliance.kernel.problem import Unavailable
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import SearchMode, generations
from appliance.rooms.knowledge.documents import Document, found_passages, narrowing
from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.documents.narrowing import Wanted
from appliance.rooms.knowledge.retrieval import diversity, meaning
from appliance.rooms.knowledge.retrieval.diversity import Result
from appliance.rooms.knowledge.retrieval.former import NOTHING_FORMER, Former
from appliance.rooms.knowledge.retrieval.fusion import DEPTH, Fused, fused, of_meaning, of_words
from appliance.rooms.knowledge.retrieval.joining import REACH, joined
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.shapes import Mode, SearchAsk
from appliance.store import opened
from appliance.store.search import Ask, Hit, IndexDamaged, SearchIndexError

MOST_NAMED: Final = 20_000
"""Documents that a filter may name in the query."""
SPARE: Final = 20
"""Hits beyond the asked ones: some may turn out to be gone."""
_BESIDE: Final = ThreadPoolExecutor(4, thread_name_prefix="near")
"""Waits for the process that knows the vectors, while words are looked for."""
DEEPER: Final = 8
"""How many times as many hits the next look takes when too few were let through."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a search looks: bases with the numbers of their generations, and the documents that its filters name.

    `named` is None when every document of the bases may be found, or too many to name them. `former` are the passages
    that stood at the moment of a search as of then.
    """

    numbers: Mapping[str, int]
    wanted: Wanted
    named: Mapping[str, str] | None
    former: Former = NOTHING_FORMER

    @classmethod
    def of(cls, ask: SearchAsk, numbers: Mapping[str, int]) -> "Bounds":
        """The bounds of a search, inside a reading unit."""
        wanted = ask.filters.wanted(ask.as_of)
        if not wanted:
            return cls(numbers, wanted, None)
        base_ids = list(numbers)
        return cls(
            numbers, wanted, narrowing.matching(wanted, base_ids, MOST_NAMED), Former.of(wanted, base_ids)
        )  # fmt: skip

    def places(self, left_out: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Where the passages lie that may be found, but for those of some bases."""
        held = {base_id: base_id for base_id in self.numbers} if self.named is None else self.named
        return tuple(
            generations.place(id_, self.numbers[base_id]) for id_, base_id in held.items() if base_id not in left_out
        )

    def kept(self, found: Sequence[Result]) -> list[Result]:
        """Those of what was found that the filters let through."""
        if not self.wanted:
            return list(found)
        paged = [(hit, passage) for hit, passage in found if self.wanted.has_page(passage.page, passage.last_page)]
        if self.named is not None:
            return paged
        among = {passage.document_id for _, passage in paged}
        through = narrowing.matching(self.wanted, list(self.numbers), len(among), among) or {}
        return [(hit, one) for hit, one in paged if one.is_former or one.document_id in through]


def results(ask: SearchAsk, bounds: Bounds, meant: Meant, mode: Mode) -> tuple[list[Result], Mode]:
    """The best passages, neighbours joined and copies held back, and the mode in truth; in a reading unit."""
    asked = Ask(
        query=ask.query,
        containers=bounds.places(),
        kinds=(Document.prefix,),
        limit=max(ask.limit + SPARE, 0 if mode is Mode.KEYWORD else DEPTH),
        languages=found_passages.languages(list(bounds.numbers)),
        explain=ask.explain,
        beside=bounds.former.entries(),
    )
    search = _Search(ask, bounds, meant)
    own: list[Result] = []
    again: list[Result] = []
    before = -1
    while asked.containers != () or asked.beside:
        hits, mode = search.found(asked, mode)
        own, again = diversity.parted(bounds.kept(search.shown(hits)), ask.limit * REACH)
        if len(own) >= ask.limit or len(hits) < asked.limit or len(hits) == before:
            break
        before = len(hits)
        asked = replace(asked, limit=asked.limit * DEEPER)
    first = joined(own, ask.limit)
    more = joined(again, ask.limit - len(first)) if len(first) < ask.limit else []
    return sorted([*first, *more], key=lambda one: (-one[0].score, one[0].key)) if more else first, mode


class _Search:
    """One search; each passage is looked up once, however often it looks deeper."""

    def __init__(self, ask: SearchAsk, bounds: Bounds, meant: Meant) -> None:
        self._ask, self._bounds, self._meant = ask, bounds, meant
        self._passages: dict[str, FoundPassage | None] = dict(bounds.former.passages)

    def found(self, asked: Ask, mode: Mode) -> tuple[list[Fused], Mode]:
        """What the wanted mode finds, and the mode in truth: words alone where vectors cannot be had now."""
        if mode is Mode.KEYWORD:
            return of_words(self._hits(asked)), mode
        nearness = _BESIDE.submit(meaning.near, self._meant, self._meant_places(), asked.limit)
        hits = [] if mode is Mode.VECTOR else self._hits(asked)
        try:
            near = meaning.beside(self._meant, nearness.result(), self._owners(hits))
        except meaning.EmbedFailed:
            if self._ask.mode is Mode.VECTOR:
                raise Unavailable("Search by meaning cannot be used right now") from None
            return of_words(hits or self._hits(asked)), Mode.KEYWORD
        self._texts([one.key for one in near])
        if mode is Mode.VECTOR:
            return of_meaning(near), mode
        foreign = {one.key for one in near if not meaning.is_spoken(self._meant, self._passages.get(one.key))}
        return fused(hits, near, foreign), mode

    def shown(self, hits: Sequence[Fused]) -> list[Result]:
        """The hits that may be shown, with their passages as they are now."""
        return [(hit, one) for hit in hits if (one := self._passages.get(hit.key)) is not None]

    def _meant_places(self) -> tuple[str, ...]:
        """Bases that want to be searched by words alone have no say in meaning."""
        modes = collections.search_modes(list(self._bounds.numbers))
        return self._bounds.places(frozenset(id_ for id_, mode in modes.items() if mode is SearchMode.KEYWORD))

    def _hits(self, asked: Ask) -> list[Hit]:
        store = opened()
        if not store.has_index:
            raise Unavailable("The search index is not ready yet")
        try:
            hits = store.index.search(asked, self._texts)
        except SearchIndexError as error:
            if isinstance(error, IndexDamaged):
                store.doubt()
            raise Unavailable("The search index cannot be used right now") from None
        self._texts([hit.key for hit in hits])
        return hits

    def _texts(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Texts of those keys that may be shown."""
        fresh = [key for key in keys if key not in self._passages]
        if fresh:
            found = found_passages.by_key(fresh, self._bounds.numbers)
            self._passages.update({key: found.get(key) for key in fresh})
        return {key: passage.text for key in keys if (passage := self._passages[key]) is not None}

    def _owners(self, hits: Sequence[Hit]) -> list[tuple[str, str]]:
        """Whose vectors belong to these hits, and their keys, for those that may be shown."""
        known = [(hit, self._passages.get(hit.key)) for hit in hits]
        return [(generations.place(hit.owner, one.generation), hit.key) for hit, one in known if one is not None]
