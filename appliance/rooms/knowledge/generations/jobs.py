"""Builds generations and has them judged and served. Every job may run twice."""

from collections.abc import Sequence
from typing import Any

from appliance.engines import started
from appliance.engines.embed import EmbedFailed
from appliance.kernel import clock, telemetry
from appliance.kernel.job import Lane, enqueue, job
from appliance.rooms.knowledge.collections.tables import GenerationState
from appliance.rooms.knowledge.documents import embedding
from appliance.rooms.knowledge.generations import bench, building, queueing, switching
from appliance.rooms.knowledge.ingest import jobs as ingesting
from appliance.store import opened
from appliance.store.database import read_now, write_now

SLICE_SECONDS = 20.0
"""How long building holds the lane at a time."""
AT_ONCE = 500
"""Documents that are looked up at a time."""
TOGETHER = 64
"""Passages that are embedded at a time."""
WAIT_MS = 200
"""How long to wait for the index before looking again."""


def _give_up(generation_id: str, error: str) -> None:
    telemetry.log("generation_failed", level=40, reason=error, generation=generation_id)
    switching.fail(generation_id)
    enqueue(advance, key="advance")


@job(Lane.INDEX, tries=10)
def advance() -> None:
    """Let the next generation of the queue be built, when none is."""
    write_now(_advance)


def _advance() -> None:
    row = queueing.take()
    if row is not None:
        enqueue(build, key=row.id, generation_id=row.id)
    elif (soonest := queueing.soonest()) is not None:
        enqueue(advance, key="again", delay_ms=soonest)


@job(Lane.INDEX, tries=5, limit_seconds=3600, on_buried=_give_up)
def build(generation_id: str) -> None:
    """Bring the documents that a generation lacks into it, a slice of time at a time."""
    until, after = clock.monotonic() + SLICE_SECONDS, ""
    while found := read_now(building.lacking, generation_id, after, AT_ONCE):
        for document_id in found:
            if clock.monotonic() >= until:
                write_now(enqueue, build, key=generation_id, generation_id=generation_id)
                return
            try:
                _fill(generation_id, document_id)
            except EmbedFailed as failure:
                write_now(_pause, generation_id, failure)
                return
        after = found[-1]
    upto = read_now(building.newest_change)
    write_now(enqueue, finish, key=generation_id, generation_id=generation_id, upto=upto)


def _pause(generation_id: str, failure: EmbedFailed) -> None:
    telemetry.log("generation_waits", level=30, error=failure, generation=generation_id)
    wait = queueing.pause(generation_id, str(failure), round(failure.wait * clock.SECOND))
    enqueue(advance, key="advance")
    if wait is not None:
        enqueue(advance, key="again", delay_ms=wait)


def _fill(generation_id: str, document_id: str) -> None:
    work = read_now(building.work, generation_id, document_id)
    if work is None:
        return
    cut = ingesting.cut_again(work.reading, is_file=work.is_file)
    if cut:
        write_now(building.keep, generation_id, work, cut, _vectors(work, cut))


def _vectors(work: building.Work, cut: Sequence[dict[str, Any]]) -> list[bytes]:
    """The vectors of its passages. One that does not serve yet waits for them; others are caught up when they serve."""
    found: list[bytes] = []
    org_id = work.org_id
    passages = [embedding.embedded_text(work.title, one.get("heading") or "", one["text"]) for one in cut]
    try:
        for at in range(0, len(passages) if work.model is not None else 0, TOGETHER):
            found += started().embeddings.passages(passages[at : at + TOGETHER], work.model or "", org_id)
    except EmbedFailed:
        if work.is_building:
            raise
        return []
    return found


@job(Lane.INDEX, tries=5, limit_seconds=3600, on_buried=_give_up)
def finish(generation_id: str, upto: int) -> None:
    """Once the index holds a whole generation: let the golden questions judge it, and serve it if it is not worse."""
    row = read_now(building.living, generation_id)
    if row is None or row.state is not GenerationState.BUILDING:
        write_now(enqueue, advance, key="advance")
        return
    store = opened()
    if not store.has_index or not read_now(building.is_indexed, store.index.marker().sequence, upto):
        write_now(enqueue, finish, key=generation_id, delay_ms=WAIT_MS, generation_id=generation_id, upto=upto)
        return
    try:
        if row.model is not None:  # it is to be judged by its vectors, not by what is left when nobody makes them
            started().embeddings.question("?", row.model, row.org_id)
    except EmbedFailed as failure:
        write_now(_pause, generation_id, failure)
        return
    comparison = bench.compared(row.knowledge_base_id, row.org_id, row.number)
    write_now(_end, generation_id, comparison)


def _end(generation_id: str, comparison: dict[str, Any] | None) -> None:
    if switching.finish(generation_id, comparison):
        enqueue(build, key=generation_id, generation_id=generation_id)
    enqueue(advance, key="advance")
