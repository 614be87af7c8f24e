"""The door of the reranking server."""

import asyncio

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, Forbidden, ReauthRequired, ValidationFailed
from appliance.rooms.knowledge.reranking import actions, queries, trying
from appliance.rooms.knowledge.reranking.events import RerankingChosen, RerankingRemoved, RerankingTested
from appliance.rooms.knowledge.reranking.shapes import RerankDraft, RerankingView, RerankTestAsk, RerankTold, RerankView
from appliance.store.database import write

door = Door("reranking", about="The server that judges the best passages once more")
_PATH = "/api/models/rerank"


@door.post(
    f"{_PATH}/test", access=ADMIN, mode=CALL, once=False, fresh=True, errors=(Conflict, ReauthRequired),
    emits=(RerankingTested,),
)  # fmt: skip
async def test_reranking(ask: RerankTestAsk, *, actor: Actor) -> RerankTold:
    """Let a server judge two sentences before it is saved, or the one in force; nothing is kept."""
    found, host = await asyncio.to_thread(trying.tried, ask.source, by=actor)
    await write(emit, RerankingTested(found.name, host, found.is_well))
    return found


@door.get(_PATH, access=ADMIN, mode=READ)
def reranking_source(*, actor: Actor) -> RerankingView:
    """Show the reranking server in force, who names it, and how many bases want it."""
    return queries.standing(seen_by=actor)


@door.delete(
    _PATH, access=ADMIN, mode=WRITE, fresh=True, can="reranking:change", emits=(RerankingRemoved,),
    errors=(Conflict, Forbidden, ReauthRequired),
)  # fmt: skip
def remove_reranking(*, actor: Actor) -> None:
    """Forget the reranking server and its key."""
    actions.remove(by=actor)


@door.put(
    _PATH, access=ADMIN, mode=WRITE, fresh=True, can="reranking:change",
    errors=(Conflict, Forbidden, ReauthRequired, ValidationFailed), emits=(RerankingChosen,),
)  # fmt: skip
def choose_reranking(draft: RerankDraft, *, actor: Actor) -> RerankView:
    """Let the best passages of the bases that want it be judged by a server."""
    return queries.view(actions.choose(draft, by=actor))
