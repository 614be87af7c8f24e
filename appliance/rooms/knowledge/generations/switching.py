"""The units that change which generation of a base serves, or end one. They come with the rights checked."""

from typing import Any

from appliance.kernel import clock, current
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState, Switching
from appliance.rooms.knowledge.documents import jobs as document_jobs
from appliance.rooms.knowledge.generations import building, sweeping
from appliance.rooms.knowledge.generations.events import (
    GenerationDropped,
    GenerationFailed,
    GenerationHeld,
    GenerationServed,
)


def serving(base: KnowledgeBase) -> Generation:
    """The generation that serves a base."""
    row: Generation = Generation.get(
        (Generation.knowledge_base_id == base.id) & (Generation.number == (base.generation or 1))
    )
    return row


def in_state(base_id: str, *states: GenerationState) -> list[Generation]:
    """The generations of a base in these states, oldest first."""
    wanted = (Generation.knowledge_base_id == base_id) & Generation.state.in_(states)
    return list(Generation.select().where(wanted).order_by(Generation.number))


def finish(generation_id: str, comparison: dict[str, Any] | None) -> bool:
    """A generation is whole and judged: serve it, or hold it back. True when it serves now.

    Worse ones are held back in any case; others as the base says (`Switching`).
    """
    row = building.living(generation_id)
    if row is None or row.state is not GenerationState.BUILDING:
        return False
    row.change(state=GenerationState.BUILT, comparison=comparison, finished_at=clock.now_ms(), failure=None)
    base: KnowledgeBase = KnowledgeBase.get_by_id(row.knowledge_base_id)
    reason = _held(base.switching or Switching.AUTO, comparison)
    if reason:
        emit(GenerationHeld(base.id, row.number, reason))
        announce(row)
        return False
    serve(row)
    return True


def _held(policy: Switching, comparison: dict[str, Any] | None) -> str:
    """Why a whole generation does not serve by itself; empty when it does."""
    if comparison is not None and comparison["worse"]:
        return "worse"
    if policy is Switching.JUDGED and comparison is None:
        return "unjudged"
    return "manual" if policy is Switching.MANUAL else ""


def serve(row: Generation, *, forced: bool = False) -> None:
    """Let a whole generation serve from this commit on; the one before stays for going back, older ones go."""
    base: KnowledgeBase = KnowledgeBase.get_by_id(row.knowledge_base_id)
    before = serving(base)
    for old in in_state(base.id, GenerationState.PREVIOUS):
        if old.id != row.id:
            drop(old)
    before.change(state=GenerationState.PREVIOUS)
    row.change(state=GenerationState.SERVING)
    base.change(generation=row.number, chunk_tokens=row.chunk_tokens, chunk_overlap=row.chunk_overlap)
    enqueue(sweeping.recount, key=base.id, base_id=base.id)
    enqueue(document_jobs.embed_missing, key="missing")
    emit(GenerationServed(base.id, row.number, before.number, forced))


def fail(generation_id: str) -> None:
    """Give a generation up that cannot be built."""
    row = building.living(generation_id)
    if row is not None and row.state is GenerationState.BUILDING:
        serving(KnowledgeBase.get_by_id(row.knowledge_base_id)).change(declined=row.model)
        emit(GenerationFailed(row.knowledge_base_id, row.number))
        drop(row)


def drop(row: Generation) -> None:
    """End a generation; what it holds is removed afterwards."""
    row.change(state=GenerationState.DROPPED)
    enqueue(sweeping.purge, key=row.id, generation_id=row.id)
    emit(GenerationDropped(row.knowledge_base_id, row.number))
    announce(row)


def announce(row: Generation) -> None:
    """Tell whoever watches the base."""
    current.open_unit().changed(KnowledgeBase.prefix, row.knowledge_base_id, row.org_id)
