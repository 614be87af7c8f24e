"""The door of embedding models."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.rooms.knowledge.embedding import queries
from appliance.rooms.knowledge.embedding.shapes import EmbeddingView

door = Door("embedding", about="Models that find passages by meaning")


@door.get("/api/models/embedding", access=ADMIN, mode=READ)
def embedding_models(*, actor: Actor) -> EmbeddingView:
    """Show the embedding model in force, those on this machine, and how many documents lack their vectors."""
    return queries.standing(seen_by=actor)
