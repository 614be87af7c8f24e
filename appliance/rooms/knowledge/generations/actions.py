"""What people do with generations: build one, serve one, drop one."""

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.documents import embedding
from appliance.rooms.knowledge.generations import building, jobs, switching
from appliance.rooms.knowledge.generations.events import GenerationBegun
from appliance.rooms.knowledge.ingest import jobs as ingesting
from appliance.store.search.analysis import ANALYSIS_VERSION

_WHOLE = (GenerationState.BUILT, GenerationState.PREVIOUS)


def reindex(base: KnowledgeBase, *, by: Actor) -> Generation:
    """Build a new generation with the settings of the base; one that is being built with them already goes on.

    Files that an older parser read are read again on the way.
    """
    collections.require("knowledge:change", base, by)
    enqueue(ingesting.renew_base, key=base.id, base_id=base.id)
    return begin(base)


def begin(base: KnowledgeBase) -> Generation:
    """Begin a generation, in place of any other that does not serve yet."""
    model = embedding.model()
    wanted = (base.chunk_tokens, base.chunk_overlap, model.id if model is not None else None)
    for row in switching.in_state(base.id, GenerationState.BUILDING, GenerationState.BUILT):
        if row.state is GenerationState.BUILDING and (row.chunk_tokens, row.chunk_overlap, row.model) == wanted:
            return row
        switching.drop(row)
    number = 1 + max(row.number for row in switching.in_state(base.id, *GenerationState))
    row = Generation.add(
        org_id=base.org_id, knowledge_base_id=base.id, number=number, state=GenerationState.BUILDING,
        chunk_tokens=wanted[0], chunk_overlap=wanted[1], model=wanted[2], analysis_version=ANALYSIS_VERSION,
        total_count=building.total(base.id), started_at=clock.now_ms(),
    )  # fmt: skip
    row.change(job_id=enqueue(jobs.build, key=row.id, generation_id=row.id))
    emit(GenerationBegun(base.id, number, row.chunk_tokens, row.chunk_overlap))
    switching.announce(row)
    return row


def serve(row: Generation, *, force: bool, by: Actor) -> Generation:
    """Let a whole generation serve. Conflict, with the comparison, when it is worse and nobody insists."""
    _require(row, by)
    if row.state is GenerationState.SERVING:
        return row
    if row.state not in _WHOLE:
        raise Conflict("This generation is not whole yet")
    is_worse = row.state is GenerationState.BUILT and row.comparison is not None and row.comparison["worse"]
    if is_worse and not force:
        raise Conflict("This generation answers the golden questions worse", details={"comparison": row.comparison})
    switching.serve(row, forced=bool(is_worse))
    enqueue(jobs.build, key=row.id, generation_id=row.id)
    return row


def drop(row: Generation, *, by: Actor) -> None:
    """Drop a generation that does not serve; one that is being built is cancelled."""
    _require(row, by)
    if row.state is GenerationState.SERVING:
        raise Conflict("The generation that serves cannot be dropped")
    if row.state is not GenerationState.DROPPED:
        switching.drop(row)


def _require(row: Generation, by: Actor) -> None:
    base = collections.base(row.knowledge_base_id, seen_by=by)
    collections.require("knowledge:change", base, by)
