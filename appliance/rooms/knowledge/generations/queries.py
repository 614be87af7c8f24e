"""Reads of generations and golden questions."""

from collections.abc import Sequence
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.generations import wanted as wanted_model
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.generations import building, space, switching
from appliance.rooms.knowledge.generations.shapes import (
    EstimateView,
    GenerationFilter,
    GenerationView,
    QuestionFilter,
    QuestionView,
)
from appliance.rooms.knowledge.generations.tables import GoldenQuestion
from appliance.store.listing import tuples
from appliance.store.paging import found, paged

_MS_A_DOCUMENT, _MS_A_VECTOR = 20, 15
"""What cutting a document and embedding a passage take about, where nothing was measured yet."""


def generation(id: str, gen_id: str, *, seen_by: Actor) -> Generation:
    """A generation of a base that the actor may read, or 404."""
    base = collections.base(id, seen_by=seen_by)
    rows = Generation.select().where((Generation.id == gen_id) & (Generation.knowledge_base_id == base.id))
    row: Generation = found(rows, "Generation")
    return row


def generations(base: KnowledgeBase, where: GenerationFilter, page: PageAsk) -> Page[GenerationView]:
    """The generations of a base that are not dropped, newest first."""
    kept = (Generation.knowledge_base_id == base.id) & (Generation.state != GenerationState.DROPPED)
    return paged(Generation.select().where(kept), Generation, where, page).map(GenerationView.of)


def estimate(base: KnowledgeBase) -> EstimateView:
    """What a new generation would take: as long as the last one did for a document, or what is usual."""
    documents = building.total(base.id)
    passages = _passages(base)
    row, active = switching.serving(base), wanted_model(base.org_id)
    spent = (row.finished_at or row.started_at) - row.started_at
    if row.done_count and spent:
        milliseconds = spent * documents / row.done_count
    else:
        milliseconds = documents * _MS_A_DOCUMENT + (passages * _MS_A_VECTOR if active is not None else 0)
    found = space.of(base.id, base.org_id, active.id if active is not None else None)
    return EstimateView(
        documents=documents, passages=passages, seconds=max(1, round(milliseconds / 1000)),
        model=active.id if active is not None else None, **found.details(),
    )  # fmt: skip


def _passages(base: KnowledgeBase) -> int:
    return sum(count for (_, count) in collections.counts(base.id).values())


def question(id: str, question_id: str, *, seen_by: Actor) -> GoldenQuestion:
    """A golden question of a base that the actor may read, or 404."""
    base = collections.base(id, seen_by=seen_by)
    rows = GoldenQuestion.select().where(
        (GoldenQuestion.id == question_id) & (GoldenQuestion.knowledge_base_id == base.id)
    )
    row: GoldenQuestion = found(rows, "Question")
    return row


def questions(base: KnowledgeBase, where: QuestionFilter, page: PageAsk) -> Page[QuestionView]:
    """The golden questions of a base."""
    rows = paged(
        GoldenQuestion.select().where(GoldenQuestion.knowledge_base_id == base.id), GoldenQuestion, where, page
    )
    names = titles(rows.data)
    return rows.map(lambda row: QuestionView.of(row, names))


def view(row: GoldenQuestion) -> QuestionView:
    """A golden question with the title of its document."""
    return QuestionView.of(row, titles([row]))


def titles(rows: Sequence[GoldenQuestion]) -> dict[str, Any]:
    """The titles of the documents that these questions name, while they are in the base of the question."""
    named: Any = Document.select(Document.id, Document.title).where(
        Document.id.in_([row.document_id for row in rows])
        & Document.knowledge_base_id.in_([row.knowledge_base_id for row in rows])
    )
    return dict(tuples(named))


def require_living(base: KnowledgeBase, number: int | None) -> None:
    """NotFound when the base has no such generation."""
    kept = (Generation.knowledge_base_id == base.id) & (Generation.state != GenerationState.DROPPED)
    if number is not None:
        found(Generation.select().where(kept & (Generation.number == number)), "Generation")
