"""One way to passages: which bases, what the index finds in them, and what of it may be shown now.

Decision: rights are resolved for each question, and rows are read after the index was asked; so what was removed,
shut or changed a moment ago is not answered, even while the index still holds it.
"""

from collections.abc import Mapping, Sequence

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.problem import NotFound, Unavailable
from appliance.kernel.room import Match
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import Document, found_passages
from appliance.rooms.knowledge.retrieval import meaning
from appliance.rooms.knowledge.retrieval.fusion import DEPTH, Fused, fused, of_meaning, of_words
from appliance.rooms.knowledge.retrieval.joining import joined
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.shapes import Explanation, Mode, PassageView, Retrieved, SearchAsk
from appliance.store import opened
from appliance.store.database import read_now
from appliance.store.search import Ask, Hit, SearchIndexError, snippet

_MOST_NAMED = 2_000
"""Documents that a filter may name in the query; more are filtered after the index was asked."""
_SPARE = 20
"""Hits beyond the asked ones: some may turn out to be gone."""
_WIDE = 1_000
"""Hits to look through when a filter lets too many documents pass to name them."""


def retrieve(query: str, base_ids: Sequence[str] | None = None, limit: int = 10, *, seen_by: Actor) -> Retrieved:
    """The best passages for a question, in the named bases or all that the asker may read. Blocks; for threads."""
    ask = SearchAsk(query=query, limit=limit)
    return read_now(search, ask, base_ids, meaning.meant(query, ask.mode), seen_by=seen_by)


def asked(query: str, base_id: str, limit: int, number: int, *, seen_by: Actor) -> Retrieved:
    """The best passages of one generation of a base, whether it serves or not. Blocks; for threads."""
    ask = SearchAsk(query=query, limit=limit)
    return read_now(search, ask, [base_id], meaning.meant(query, ask.mode), seen_by=seen_by, number=number)


def search(
    ask: SearchAsk, base_ids: Sequence[str] | None, meant: Meant, *, seen_by: Actor, number: int | None = None
) -> Retrieved:
    """Answer a search inside a reading unit. A base that is named and not visible is 404, never passed over.

    The serving generations are read in the same unit, so an answer is wholly of one; `number` asks another one.
    """
    began = clock.monotonic()
    visible = _bases(base_ids, seen_by)
    mode = meaning.mode_of(ask, visible, meant)
    numbers = generations.serving(visible) if number is None else dict.fromkeys(visible, number)
    passages, mode = _passages(ask, numbers, meant, mode) if visible else ([], mode)
    took = (clock.monotonic() - began) * 1000
    newest = max(numbers.values(), default=1)
    return Retrieved(data=passages, took_ms=round(took, 1), mode=mode, generation=newest)


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """The documents open to the actor whose passages match; none while the index is being built."""
    ask = SearchAsk(query=" ".join(words), limit=limit, mode=Mode.KEYWORD)
    try:
        found = search(ask, None, meaning.meant(ask.query, ask.mode), seen_by=seen_by).data
    except Unavailable:
        return []
    return [Match(one.document_id, one.title, one.text, one.url) for one in found]


def _bases(named: Sequence[str] | None, seen_by: Actor) -> list[str]:
    visible = collections.visible_ids(seen_by)
    if named is None:
        return visible
    if set(named) - set(visible):
        raise NotFound("Knowledge base not found")
    return list(dict.fromkeys(named))


def _passages(ask: SearchAsk, numbers: Mapping[str, int], meant: Meant, mode: Mode) -> tuple[list[PassageView], Mode]:
    wanted, base_ids = ask.filters.wanted(), list(numbers)
    named = found_passages.matching(wanted, base_ids, _MOST_NAMED) if wanted else None
    is_wide = ask.as_of is not None or (bool(wanted) and named is None)
    asked = Ask(
        query=ask.query,
        containers=_places(numbers, named),
        kinds=(Document.prefix,),
        limit=_WIDE if is_wide else max(ask.limit + _SPARE, 0 if mode is Mode.KEYWORD else DEPTH),
        languages=found_passages.languages(base_ids),
        explain=ask.explain,
    )
    shown = _Shown(numbers, ask.as_of)
    hits, mode = _found(ask, asked, shown, meant, mode)
    found = [(hit, passage) for hit in hits if (passage := shown.of(hit.key)) is not None]
    if wanted and named is None:
        among = {passage.document_id for _, passage in found}
        kept = set(found_passages.matching(wanted, base_ids, len(among), among) or ())
        found = [(hit, passage) for hit, passage in found if passage.document_id in kept]
    return [_view(hit, passage, ask) for hit, passage in joined(found, ask.limit)], mode


def _places(numbers: Mapping[str, int], named: Mapping[str, str] | None) -> tuple[str, ...]:
    """Where the passages lie that may be found: in the bases, or in these documents of theirs."""
    bases = {base_id: base_id for base_id in numbers} if named is None else named
    return tuple(generations.place(id_, numbers[base_id]) for id_, base_id in bases.items())


def _found(ask: SearchAsk, asked: Ask, shown: "_Shown", meant: Meant, mode: Mode) -> tuple[list[Fused], Mode]:
    """What the wanted mode finds, and the mode in truth: words alone where vectors cannot be had now."""
    hits = [] if mode is Mode.VECTOR else _hits(asked, shown)
    if mode is Mode.KEYWORD:
        return of_words(hits), mode
    try:
        near = meaning.near(meant, asked, shown.owners(hits))
    except meaning.EmbedFailed:
        if ask.mode is Mode.VECTOR:
            raise Unavailable("Search by meaning cannot be used right now") from None
        return of_words(hits or _hits(asked, shown)), Mode.KEYWORD
    shown.texts([one.key for one in near])
    if mode is Mode.VECTOR:
        return of_meaning(near), mode
    foreign = {one.key for one in near if not meaning.is_spoken(meant, shown.of(one.key))}
    return fused(hits, near, foreign), mode


class _Shown:
    """The passages of an answer as they are now; each key is looked up once."""

    def __init__(self, numbers: Mapping[str, int], until_ms: int | None) -> None:
        self._numbers, self._until_ms = numbers, until_ms
        self._passages: dict[str, found_passages.FoundPassage | None] = {}

    def texts(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Texts of those keys that may be shown."""
        fresh = [key for key in keys if key not in self._passages]
        if fresh:
            found = found_passages.by_key(fresh, self._numbers, self._until_ms)
            self._passages.update({key: found.get(key) for key in fresh})
        return {key: passage.text for key in keys if (passage := self._passages[key]) is not None}

    def owners(self, hits: Sequence[Hit]) -> list[tuple[str, str]]:
        """Whose vectors belong to these hits, and their keys, for those that may be shown."""
        known = [(hit, self._passages.get(hit.key)) for hit in hits]
        return [(generations.place(hit.owner, one.generation), hit.key) for hit, one in known if one is not None]

    def of(self, key: str) -> found_passages.FoundPassage | None:
        """The passage of a key that was looked up, if it may be shown."""
        return self._passages.get(key)


def _hits(asked: Ask, shown: _Shown) -> list[Hit]:
    store = opened()
    if not store.has_index:
        raise Unavailable("The search index is being built")
    try:
        hits = store.index.search(asked, shown.texts)
    except SearchIndexError:
        raise Unavailable("The search index cannot be used right now") from None
    shown.texts([hit.key for hit in hits])
    return hits


def _view(hit: Fused, passage: found_passages.FoundPassage, ask: SearchAsk) -> PassageView:
    place = f"/knowledge/{passage.knowledge_base_id}/documents/{passage.document_id}"
    spoken = (passage.language,) if passage.language else ()
    parts = hit.parts
    reasons = Explanation(
        lexical=parts.lexical, trigram=parts.trigram, terms=list(parts.terms), vector=hit.vector,
        lexical_rank=hit.lexical_rank, vector_rank=hit.vector_rank,
    )  # fmt: skip
    return PassageView(
        chunk_id=passage.chunk_id, document_id=passage.document_id, external_id=passage.external_id,
        knowledge_base_id=passage.knowledge_base_id, title=passage.title, text=passage.text,
        snippet=snippet(passage.text, ask.query, spoken), score=hit.score, page=passage.page,
        last_page=passage.last_page, start=passage.start, end=passage.end, heading=passage.heading,
        link=passage.link, version=passage.version,
        url=f"{place}?start={passage.start}&end={passage.end}", explanation=reasons if ask.explain else None,
    )  # fmt: skip
