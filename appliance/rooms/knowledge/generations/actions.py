"""What people do with generations: build one, serve one, drop one; and what a base begins by itself."""

from typing import NamedTuple

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase, generations
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.documents import jobs as document_jobs
from appliance.rooms.knowledge.generations import building, jobs, space, switching
from appliance.rooms.knowledge.generations.events import GenerationBegun
from appliance.rooms.knowledge.ingest import jobs as ingesting
from appliance.store.search.analysis import ANALYSIS_VERSION

_WHOLE = (GenerationState.BUILT, GenerationState.PREVIOUS)
_UNDONE = (GenerationState.WAITING, GenerationState.BUILDING)


class Way(NamedTuple):
    """How a generation cuts and embeds."""

    chunk_tokens: int
    chunk_overlap: int
    model: str | None


def reindex(base: KnowledgeBase, *, by: Actor) -> Generation:
    """Build a new generation with the settings of the base; one that is being built with them already goes on.

    Files that an older parser read are read again on the way. Conflict, with the numbers, when the disk has no room.
    """
    collections.require("knowledge:change", base, by)
    found = space.of(base.id, base.org_id, _wanted(base).model)
    if not found.is_enough:
        raise Conflict(found.said(), details=dict(found.details()))
    switching.serving(base).change(declined=None)
    enqueue(ingesting.renew_base, key=base.id, base_id=base.id)
    return begin(base)


def _wanted(base: KnowledgeBase) -> Way:
    active = generations.wanted(base.org_id)
    return Way(base.chunk_tokens, base.chunk_overlap, active.id if active is not None else None)


def _way(row: Generation) -> Way:
    return Way(row.chunk_tokens, row.chunk_overlap, row.model)


def begin(base: KnowledgeBase) -> Generation:
    """Put a generation into the queue, in place of any other that does not serve yet."""
    wanted = _wanted(base)
    for row in switching.in_state(base.id, *_UNDONE, GenerationState.BUILT):
        if row.state in _UNDONE and _way(row) == wanted:
            return row
        switching.drop(row)
    number = 1 + max(row.number for row in switching.in_state(base.id, *GenerationState))
    row = Generation.add(
        org_id=base.org_id, knowledge_base_id=base.id, number=number, state=GenerationState.WAITING,
        analysis_version=ANALYSIS_VERSION, total_count=building.total(base.id), started_at=clock.now_ms(),
        **wanted._asdict(),
    )  # fmt: skip
    row.change(job_id=enqueue(jobs.advance, key="advance"))
    emit(GenerationBegun(base.id, number, row.chunk_tokens, row.chunk_overlap))
    switching.announce(row)
    return row


def keep_up(base: KnowledgeBase) -> None:
    """Begin what the settings and the model of a base ask for, unless people have gone back from it.

    Decision: the first model ever fills the serving generation in place. No vector is there that it could be mixed
    with, the passages stay as they are, and words answer all along; another generation would double all that for
    nothing. Any other model builds beside, for the vectors of two models must never be compared.
    """
    row, wanted = switching.serving(base), _wanted(base)
    if row.model is None and wanted.model is not None:
        row.change(model=wanted.model)
        enqueue(document_jobs.embed_missing, key="missing")
        switching.announce(row)
    if wanted.model is None or wanted.model == row.declined:
        wanted = wanted._replace(model=row.model)  # a model that is taken away, or was gone back from, builds nothing
    undone = switching.in_state(base.id, *_UNDONE)
    for other in undone:
        if _way(other) != wanted:
            switching.drop(other)
    beside = switching.in_state(base.id, *_UNDONE, GenerationState.BUILT)
    if _way(row) != wanted and wanted not in map(_way, beside):
        begin(base)
    elif undone:
        enqueue(jobs.advance, key="advance")


def serve(row: Generation, *, force: bool, by: Actor) -> Generation:
    """Let a whole generation serve. Conflict, with the comparison, when it is worse and nobody insists."""
    base = _require(row, by)
    if row.state is GenerationState.SERVING:
        return row
    if row.state not in _WHOLE:
        raise Conflict("This generation is not whole yet")
    is_worse = row.state is GenerationState.BUILT and row.comparison is not None and row.comparison["worse"]
    if is_worse and not force:
        raise Conflict("This generation answers the golden questions worse", details={"comparison": row.comparison})
    wanted = _wanted(base).model
    row.change(declined=wanted if wanted != row.model else None)
    switching.serve(row, forced=bool(is_worse))
    enqueue(jobs.build, key=row.id, generation_id=row.id)
    return row


def drop(row: Generation, *, by: Actor) -> None:
    """Drop a generation that does not serve. One that is not whole is cancelled: what asked for it is taken back."""
    base = _require(row, by)
    if row.state is GenerationState.SERVING:
        raise Conflict("The generation that serves cannot be dropped")
    if row.state is GenerationState.DROPPED:
        return
    serving = switching.serving(base)
    if row.state is not GenerationState.PREVIOUS:
        serving.change(declined=row.model if row.model != serving.model else None)
        base.change(chunk_tokens=serving.chunk_tokens, chunk_overlap=serving.chunk_overlap)
    switching.drop(row)
    enqueue(jobs.advance, key="advance")


def _require(row: Generation, by: Actor) -> KnowledgeBase:
    base = collections.base(row.knowledge_base_id, seen_by=by)
    collections.require("knowledge:change", base, by)
    return base
