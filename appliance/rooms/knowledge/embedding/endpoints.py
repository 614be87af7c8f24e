"""The door of embedding models."""

import asyncio

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, Forbidden, ReauthRequired, ValidationFailed
from appliance.rooms.knowledge.embedding import actions, queries, trying
from appliance.rooms.knowledge.embedding.events import EmbeddingChosen, EmbeddingRemoved, EmbeddingTested
from appliance.rooms.knowledge.embedding.shapes import EmbeddingView, SourceDraft, SourceView, TestAsk, TestView
from appliance.store.database import write

door = Door("embedding", about="Models that find passages by meaning")
_PATH = "/api/models/embedding"


@door.get(_PATH, access=ADMIN, mode=READ)
def embedding_models(*, actor: Actor) -> EmbeddingView:
    """Show the wanted embedding model, those on this machine, and what still lacks its vectors."""
    return queries.standing(seen_by=actor)


@door.put(
    _PATH, access=ADMIN, mode=WRITE, fresh=True, can="embedding:change",
    errors=(Conflict, Forbidden, ReauthRequired, ValidationFailed), emits=(EmbeddingChosen,),
)  # fmt: skip
def choose_embedding(draft: SourceDraft, *, actor: Actor) -> SourceView:
    """Let vectors come from a model of this machine or of a server; the bases get new generations beside the old."""
    return queries.view(actions.choose(draft, by=actor))


@door.delete(
    _PATH, access=ADMIN, mode=WRITE, fresh=True, can="embedding:change",
    errors=(Conflict, Forbidden, ReauthRequired), emits=(EmbeddingRemoved,),
)  # fmt: skip
def remove_embedding(*, actor: Actor) -> None:
    """Take the choice back; the machine's own model is wanted again. What serves goes on serving."""
    actions.remove(by=actor)


@door.post(
    f"{_PATH}/test", access=ADMIN, mode=CALL, once=False, fresh=True, errors=(Conflict, ReauthRequired),
    emits=(EmbeddingTested,),
)  # fmt: skip
async def test_embedding(ask: TestAsk, *, actor: Actor) -> TestView:
    """Embed one sentence by a source before it is saved, or by the wanted model; nothing is kept."""
    found = await asyncio.to_thread(trying.tried, ask.source, by=actor)
    kind, host = trying.named(ask.source)
    await write(emit, EmbeddingTested(kind, found.model, host, found.is_well))
    return found
