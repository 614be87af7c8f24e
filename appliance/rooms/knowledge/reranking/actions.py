"""Choosing the reranking server and taking the choice back."""

from collections.abc import Mapping

from appliance.engines import started
from appliance.engines.egress import Rule
from appliance.engines.rerank import RerankServer
from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge.embedding import keyed
from appliance.rooms.knowledge.reranking import policy, queries
from appliance.rooms.knowledge.reranking.events import RerankingChosen, RerankingRemoved
from appliance.rooms.knowledge.reranking.shapes import RerankDraft
from appliance.rooms.knowledge.reranking.tables import RerankSource
from appliance.store.database import read_now


def choose(draft: RerankDraft, *, by: Actor) -> RerankSource:
    """Let the passages of the bases that want it be judged there from now on."""
    _require(by)
    before = queries.chosen(by.org_id)
    key = queries.key_for(draft, before)
    row = before or RerankSource.add(org_id=by.org_id, url=draft.url, model=draft.model)
    row.change(url=draft.url, model=draft.model, sealed=keyed.seal(key, queries.about(row)))
    emit(RerankingChosen(row.model, queries.host(row.url)))
    _follow()
    return row


def remove(*, by: Actor) -> None:
    """Forget the server and its key: passages stay in the order that search gives them."""
    _require(by)
    if (row := queries.chosen(by.org_id)) is not None:
        feature = queries.feature(row.id)
        row.remove()
        current.after_commit(lambda: started().egress.replace(feature, ()))
        _follow()
        emit(RerankingRemoved(row.model, queries.host(row.url)))


def _require(by: Actor) -> None:
    policy.require_session(by)
    if started().reranking.is_said:
        raise Conflict("The machine's environment names the reranking server (APPLIANCE_RERANK_URL)")


def take_over() -> None:
    """Let the engine have what is kept, as the appliance starts."""
    if servers := read_now(queries.servers):
        put_in_force(servers)


def _follow() -> None:
    servers = queries.servers()
    current.after_commit(lambda: put_in_force(servers))


def put_in_force(servers: Mapping[str, RerankServer]) -> None:
    """Open the egress door for each server, to its own address alone, and hand all of them to the engine."""
    for server in servers.values():
        started().egress.replace(server.feature, (Rule.for_url(server.feature, server.url),))
    started().reranking.choose(servers)
