"""Pushing documents in and taking them out by the caller's id."""

from collections.abc import Sequence

from appliance.kernel.actor import Actor
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge import collections, documents
from appliance.rooms.knowledge.documents import Document, pipeline, pushing
from appliance.rooms.knowledge.ingest import jobs


def push(base_id: str, pushed: Sequence[pushing.Pushed], *, by: Actor) -> list[tuple[Document, pushing.Outcome]]:
    """Create or update documents in one unit; what changed is cut into passages by one job."""
    base = collections.base(base_id, seen_by=by)
    done = pushing.put(base, pushed, by=by)
    waiting = [document.id for document, _ in done if pipeline.is_undone(document)]
    if waiting:
        enqueue(jobs.cut_texts, document_ids=list(dict.fromkeys(waiting)))
    return done


def remove(id: str, base_id: str | None, *, by: Actor) -> None:
    """Remove a document by our id, or by the caller's within a base."""
    documents.remove_document(documents.named(id, base_id, seen_by=by), by=by)
