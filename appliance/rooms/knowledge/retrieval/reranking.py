"""The best passages judged once more by a reranking server, for bases that want it.

Decision: only the words of such bases leave the machine, and their passages change places among themselves alone; each
place keeps its score, so an answer stays in order. Whatever goes wrong, the order before is answered, and said so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from appliance.engines import started
from appliance.engines.rerank import RerankFailed
from appliance.kernel import clock
from appliance.rooms.knowledge.retrieval import scope
from appliance.rooms.knowledge.retrieval.shapes import PassageView, RerankReceipt

TOP: Final = 30
"""Passages that are judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The scores by passage id, empty when there are none, and what is told of it."""

    scores: Mapping[str, float] = field(default_factory=dict)
    receipt: RerankReceipt | None = None


NOT_JUDGED: Final = Judged()


def judged(query: str, candidates: Callable[[], Sequence[PassageView]], org_id: str) -> Judged:
    """What the server says of the candidates, outside of any unit; they are asked for only when there is a server."""
    reranker = started().reranking.wanted(org_id)
    if reranker is None or not (passages := candidates()):
        return Judged()
    began = clock.monotonic()
    scores: list[float] = []
    state = "done"
    try:
        scores = reranker.scores(scope.plain(query), [one.text for one in passages])
    except RerankFailed as failure:
        state = failure.kind
    took = round((clock.monotonic() - began) * 1000, 1)
    receipt = RerankReceipt(state=state, model=reranker.name, passages=len(passages), took_ms=took)
    return Judged(dict(zip([one.chunk_id for one in passages], scores, strict=False)), receipt)


def ordered(passages: Sequence[PassageView], scores: Mapping[str, float]) -> list[PassageView]:
    """The passages with those that have a score in its order, in the places that they had together."""
    known = [one for one in passages if one.chunk_id in scores]
    best = iter(sorted(known, key=lambda one: -scores[one.chunk_id]))
    slots = [(one, next(best) if one.chunk_id in scores else one) for one in passages]
    found = []
    for slot, one in slots:
        view = one.model_copy(update={"score": slot.score})
        if view.explanation is not None and one.chunk_id in scores:
            explained = {"rerank": scores[one.chunk_id], "score_before": one.score}
            view.explanation = view.explanation.model_copy(update=explained)
        found.append(view)
    return found
