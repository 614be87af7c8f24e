"""Reads of the embedding models."""

from appliance.engines import started
from appliance.engines.embed import Active, Installed
from appliance.kernel.actor import Actor
from appliance.rooms.knowledge.documents import embedding
from appliance.rooms.knowledge.embedding.shapes import ActiveView, EmbeddingView, ModelView

KEYWORD, HYBRID, FAILING = "keyword", "hybrid", "failing"


def standing(*, seen_by: Actor) -> EmbeddingView:
    """The model in force, how many documents of the organisation lack its vectors, and the models on the machine."""
    running = started().embeddings
    active = running.active
    return EmbeddingView(
        search=KEYWORD if active is None else HYBRID if running.failure is None else FAILING,
        active=_active(active) if active is not None else None,
        failure=running.failure,
        documents_missing=embedding.missing_count(active.id, seen_by.org_id) if active is not None else 0,
        memory_bytes=running.memory_bytes(),
        models=[_model(one, is_active=active is not None and one.id == active.id) for one in running.installed()],
    )


def _active(active: Active) -> ActiveView:
    return ActiveView(
        id=active.id, name=active.name, kind=active.kind, dimensions=active.dimensions,
        languages=list(active.languages),
    )  # fmt: skip


def _model(one: Installed, *, is_active: bool) -> ModelView:
    return ModelView(
        id=one.id, name=one.name, digest=one.digest, dimensions=one.dimensions, languages=list(one.languages),
        license=one.license, size_bytes=one.size_bytes, added_at=one.added_at, active=is_active,
    )  # fmt: skip
