"""One way to passages: which bases, what the index finds in them, and what of it may be shown now.

Decision: rights are resolved for each question, and rows are read after the index was asked; so what was removed,
shut or changed a moment ago is not answered, even while the index still holds it.
"""

from collections.abc import Sequence

from appliance.engines import started
from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.problem import NotFound, Unavailable, ValidationFailed
from appliance.kernel.room import Match
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.retrieval import candidates, meaning, reranking, scope
from appliance.rooms.knowledge.retrieval.candidates import Bounds
from appliance.rooms.knowledge.retrieval.former import Former
from appliance.rooms.knowledge.retrieval.meaning import Meant
from appliance.rooms.knowledge.retrieval.reranking import NOT_JUDGED, Judged
from appliance.rooms.knowledge.retrieval.shapes import AsOf, Mode, PassageView, Retrieved, SearchAsk
from appliance.rooms.knowledge.retrieval.views import views
from appliance.store.database import read_now


def retrieve(query: str, base_ids: Sequence[str] | None = None, limit: int = 10, *, seen_by: Actor) -> Retrieved:
    """The best passages for a question, in the named bases or all that the asker may read. Blocks; for threads."""
    ask = SearchAsk(query=query, limit=limit)
    meant, judged = prepared(ask, base_ids, seen_by=seen_by)
    return read_now(search, ask, base_ids, meant, seen_by=seen_by, judged=judged)


def needs_models(ask: SearchAsk, seen_by: Actor) -> bool:
    """Whether anything is to be prepared: there is a model or a server to be asked."""
    return meaning.is_wanted(ask.mode) or started().reranking.wanted(seen_by.org_id) is not None


def prepared(ask: SearchAsk, base_ids: Sequence[str] | None, *, seen_by: Actor) -> tuple[Meant, Judged]:
    """What a search needs from models: the question's vector, and the reranking server's judgement. Blocks."""
    meant = meaning.meant(ask.query, ask.mode, base_ids, seen_by=seen_by)
    return meant, reranking.judged(
        ask.query, lambda: read_now(_to_judge, ask, base_ids, meant, seen_by), seen_by.org_id
    )


def _to_judge(ask: SearchAsk, base_ids: Sequence[str] | None, meant: Meant, seen_by: Actor) -> list[PassageView]:
    """The best passages of the bases that want to be reranked."""
    wanted = collections.reranked(_bases(base_ids, seen_by))
    if not wanted:
        return []
    found = search(_wide(ask), base_ids, meant, seen_by=seen_by).data
    return [one for one in found if one.knowledge_base_id in wanted][: reranking.TOP]


def _wide(ask: SearchAsk) -> SearchAsk:
    return ask.model_copy(update={"limit": max(ask.limit, reranking.TOP), "explain": False})


def asked(query: str, base_id: str, limit: int, number: int, *, seen_by: Actor) -> Retrieved:
    """The best passages of one generation of a base, whether it serves or not. Blocks; for threads."""
    ask = SearchAsk(query=query, limit=limit)
    meant = meaning.meant(query, ask.mode, [base_id], number, seen_by=seen_by)
    return read_now(search, ask, [base_id], meant, seen_by=seen_by, number=number)


def search(
    ask: SearchAsk,
    base_ids: Sequence[str] | None,
    meant: Meant,
    *,
    seen_by: Actor,
    number: int | None = None,
    judged: Judged = NOT_JUDGED,
) -> Retrieved:
    """Answer a search inside a reading unit. A base that is named and not visible is 404, never passed over.

    The serving generations are read in the same unit, so an answer is wholly of one; `number` asks another one.
    """
    began = clock.monotonic()
    narrowed = scope.scoped(ask.query, _bases(base_ids, seen_by), seen_by=seen_by)
    ask, visible = ask.model_copy(update={"query": narrowed.query}), narrowed.base_ids or []
    served = generations.served(visible) if number is None else generations.numbered(visible, number)
    meant, numbers = meant.within(served), {id_: one.number for id_, one in served.items()}
    mode = meaning.mode_of(ask, visible, meant)
    bounds = Bounds.of(ask, numbers)
    mode = Mode.KEYWORD if bounds.former.passages else mode
    looked = ask.model_copy(update={"limit": max(ask.limit, reranking.TOP)}) if judged.scores else ask
    found, mode = candidates.results(looked, bounds, meant, mode)
    rights = collections.reasons(visible, seen_by) if ask.explain else {}
    names = collections.base_names({passage.knowledge_base_id for _, passage in found})
    passages = reranking.ordered(views(found, ask, mode, names, rights), judged.scores)[: ask.limit]
    return Retrieved(
        data=passages, took_ms=round((clock.monotonic() - began) * 1000, 1), mode=mode,
        generation=max(numbers.values(), default=1), scope=visible if narrowed.is_marked else None,
        as_of=_as_of(ask, bounds.former), rerank=judged.receipt,
    )  # fmt: skip


def _as_of(ask: SearchAsk, former: Former) -> AsOf | None:
    return None if ask.as_of is None else AsOf(at=ask.as_of, former=former.text_count, replaced=former.left_out)


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """The documents open to the actor whose passages match; none while the index is being built."""
    ask = SearchAsk(query=" ".join(words), limit=limit, mode=Mode.KEYWORD)
    try:
        found = search(ask, None, Meant(), seen_by=seen_by).data
    except (Unavailable, ValidationFailed):  # `@kb:` with a name that means no base here
        return []
    return [Match(one.document_id, one.title, one.text, one.url) for one in found]


def _bases(named: Sequence[str] | None, seen_by: Actor) -> list[str]:
    visible = collections.visible_ids(seen_by)
    if named is None:
        return visible
    if set(named) - set(visible):
        raise NotFound("Knowledge base not found")
    return list(dict.fromkeys(named))
