"""Reads of the embedding models."""

from appliance.config import in_force
from appliance.engines import started
from appliance.engines.embed import models
from appliance.kernel.actor import Actor
from appliance.rooms.knowledge.documents import embedding
from appliance.rooms.knowledge.embedding.shapes import ActiveView, EmbeddingView, ModelView

KEYWORD, HYBRID, FAILING = "keyword", "hybrid", "failing"


def standing(*, seen_by: Actor) -> EmbeddingView:
    """The model in force, how many documents of the organisation lack its vectors, and the models on the machine."""
    running = started().embeddings
    active = running.active
    found = models(in_force().data_dir)
    return EmbeddingView(
        search=KEYWORD if active is None else HYBRID if running.failure is None else FAILING,
        active=ActiveView.from_row(active, languages=list(active.languages)) if active is not None else None,
        failure=running.failure,
        documents_missing=embedding.missing_count(active.id, seen_by.org_id) if active is not None else 0,
        memory_bytes=running.memory_bytes(),
        models=[
            ModelView.from_row(one, languages=list(one.languages), active=active is not None and one.id == active.id)
            for one in found
        ],
    )
