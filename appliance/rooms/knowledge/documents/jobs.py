"""Clears away the documents of a removed base; gives passages their vectors, at once or when there is time."""

from collections.abc import Sequence

from appliance.engines import started
from appliance.engines.embed import EmbedFailed
from appliance.kernel import clock, telemetry
from appliance.kernel.job import Lane, enqueue, job
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import actions, embedding
from appliance.rooms.knowledge.documents.tables import State
from appliance.store import queue, vectors
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection

TOGETHER = 64
"""Passages that are embedded before progress is told."""
PATIENCE_MS = 5_000
"""How far the lane may be behind while documents still wait for it; beyond it they are found by their words first."""
SLICE_SECONDS = 20.0
"""How long catching up holds the lane at a time."""
_MOST_FAILURES = 3


@job(Lane.NIGHT, tries=10)
def empty_base(base_id: str) -> None:
    """Remove the documents of a base that is gone."""
    while write_now(actions.sweep, base_id):
        pass


def state_before_index(base_ids: Sequence[str]) -> State:
    """Where documents go that were cut into passages: to the embedder, unless there is none or it is behind."""
    if not embedding.is_embedded(base_ids):
        return State.INDEXING
    due = queue.next_due(reading_connection(), Lane.EMBED)
    if due is None or due > clock.now_ms() - PATIENCE_MS:
        return State.EMBEDDING
    enqueue(embed_missing, key="missing")
    return State.INDEXING


def wait_for_vectors(document_ids: Sequence[str]) -> None:
    """Let these documents be embedded, inside the unit that brings them into that state."""
    enqueue(embed_documents, document_ids=list(document_ids))


def _go_without(document_ids: Sequence[str], error: str) -> None:
    telemetry.log("vectors_missing", level=30, reason=error, documents=len(document_ids))
    embedding.go_on(document_ids)


@job(Lane.EMBED, tries=3, limit_seconds=6 * 3600, on_buried=_go_without)
def embed_documents(document_ids: list[str]) -> None:
    """Give documents their vectors before they are indexed; without them they are found by their words."""
    for document_id in document_ids:
        _embed(document_id)


@job(Lane.EMBED, tries=3, limit_seconds=6 * 3600)
def embed_missing() -> None:
    """Give vectors to documents that lack them: a model was added, or it had failed."""
    until, after, failures = clock.monotonic() + SLICE_SECONDS, "", 0
    while failures < _MOST_FAILURES:
        found = read_now(embedding.missing, after, 20)
        for document_id in found:
            if clock.monotonic() >= until:
                write_now(enqueue, embed_missing, key="missing")
                return
            try:
                _embed(document_id)
                failures = 0
            except EmbedFailed as failure:
                failures += 1
                telemetry.log("vectors_missing", level=30, error=failure, document=document_id)
            if failures >= _MOST_FAILURES:
                return
            after = document_id
        if not found:
            return


@job(Lane.NIGHT)
def forget_vectors() -> None:
    """Drop the vectors that no generation holds, and let the search process overwrite what was removed."""
    models = read_now(generations.models)
    while write_now(vectors.forget_others, models):
        pass
    try:
        started().embeddings.follow()
    except EmbedFailed as failure:
        telemetry.log("vectors_not_followed", level=30, error=failure)


def _embed(document_id: str) -> None:
    work = read_now(embedding.work, document_id)
    if work is None:
        write_now(embedding.go_on, [document_id])
        return
    found: list[bytes] = []
    for at in range(0, len(work.texts), TOGETHER):
        found += started().embeddings.passages(work.texts[at : at + TOGETHER], work.model, work.owner.org_id)
        if len(found) < len(work.texts):
            write_now(embedding.report, work, len(found))
    write_now(embedding.keep, work, found)
