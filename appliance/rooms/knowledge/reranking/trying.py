"""Trying a reranking server: two sentences are judged, and what came back is told. Nothing is kept."""

from dataclasses import replace

from appliance.engines import started
from appliance.engines.egress import Rule
from appliance.engines.rerank import Reranker, RerankFailed
from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.ids import new_id
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge.reranking import queries
from appliance.rooms.knowledge.reranking.shapes import RerankDraft, RerankTold
from appliance.rooms.knowledge.reranking.tables import RerankSource
from appliance.store.database import read_now

QUESTION = "Where does the otter sleep?"
SENTENCES = ("The invoice is due within thirty days.", "The otter sleeps in the reeds by the river.")
SECONDS = 20.0


def tried(draft: RerankDraft | None, *, by: Actor) -> tuple[RerankTold, str]:
    """What a draft says of the sentences, or the server in force; and its host. Blocks; never inside a unit."""
    egress = started().egress
    if draft is None:
        wanted = started().reranking.wanted(by.org_id)
        if wanted is None:
            raise Conflict("There is no reranking server to test yet")
        return _judged(Reranker(replace(wanted.server, seconds=SECONDS), egress)), queries.host(wanted.server.url)
    feature = queries.feature(new_id(RerankSource.prefix))
    key = read_now(lambda: queries.key_for(draft, queries.chosen(by.org_id)))
    server = replace(queries.server(draft.url, draft.model, key, feature), seconds=SECONDS)
    egress.permit(Rule.for_url(feature, server.url))
    try:
        return _judged(Reranker(server, egress)), queries.host(draft.url)
    finally:
        egress.replace(feature, ())


def _judged(reranker: Reranker) -> RerankTold:
    began, failure, scores = clock.monotonic(), None, [0.0, 0.0]
    try:
        scores = reranker.scores(QUESTION, SENTENCES)
    except RerankFailed as failed:
        failure = str(failed)
    took = round((clock.monotonic() - began) * 1000, 1)
    return RerankTold(
        is_well=failure is None, name=reranker.name, fits=scores[1] > scores[0], took_ms=took, failure=failure
    )  # fmt: skip
