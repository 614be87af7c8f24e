"""The door of generations and golden questions."""

import asyncio

from appliance.kernel.access import EDITOR
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, NOTHING, READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, NotFound, ValidationFailed
from appliance.kernel.visit import Answer, Text
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Generation
from appliance.rooms.knowledge.generations import actions, bench, golden, queries
from appliance.rooms.knowledge.generations.events import (
    GenerationBegun,
    GenerationDropped,
    GenerationServed,
    QuestionsChanged,
)
from appliance.rooms.knowledge.generations.shapes import (
    Comparison,
    EstimateView,
    GenerationFilter,
    GenerationView,
    ImportedView,
    QuestionDraft,
    QuestionFilter,
    QuestionPatch,
    QuestionsImport,
    QuestionView,
    RunAsk,
    RunView,
    ServeAsk,
)
from appliance.rooms.knowledge.generations.tables import GoldenQuestion
from appliance.store.database import read

door = Door("generations", about="Generations of a knowledge base's index, and the golden questions that judge them")

_BASE = "/api/knowledge/{id:kb}"
_ONE = f"{_BASE}/generations/{{gen_id:gen}}"
_QUESTION = f"{_BASE}/questions/{{question_id:gqn}}"


@door.post(
    f"{_BASE}/reindex", also=("/api/v1/knowledge-bases/{id:kb}/reindex",), access=EDITOR, mode=WRITE, once=False,
    status=202, target=collections.base, can="knowledge:change", errors=(Conflict,),
    emits=(GenerationBegun, GenerationDropped),
)  # fmt: skip
def reindex(base: KnowledgeBase, actor: Actor) -> Answer[GenerationView]:
    """Cut and embed every document anew; the present generation serves until the new one is whole and no worse."""
    row = actions.reindex(base, by=actor)
    return Answer(GenerationView.of(row), status=202, location=f"/api/knowledge/{base.id}/generations/{row.id}")


@door.get(f"{_BASE}/reindex", access=EDITOR, mode=READ, target=collections.base)
def estimate(base: KnowledgeBase) -> EstimateView:
    """Tell what building a new generation would take."""
    return queries.estimate(base)


@door.get(f"{_BASE}/generations", access=EDITOR, mode=READ, target=collections.base)
def list_generations(base: KnowledgeBase, where: GenerationFilter, page: PageAsk) -> Page[GenerationView]:
    """List the generations of a base: the serving one, the one before, and one that is being built."""
    return queries.generations(base, where, page)


@door.get(_ONE, access=EDITOR, mode=READ, target=queries.generation)
def read_generation(generation: Generation) -> GenerationView:
    """Read a generation: how far it is, and how it answers the golden questions."""
    return GenerationView.of(generation)


@door.post(
    f"{_ONE}/serve", access=EDITOR, mode=WRITE, once=False, target=queries.generation, can="knowledge:change",
    errors=(Conflict,), emits=(GenerationServed, GenerationDropped),
)  # fmt: skip
def serve_generation(generation: Generation, ask: ServeAsk, actor: Actor) -> GenerationView:
    """Let a whole generation serve, the one before included; a worse one only with `force`."""
    return GenerationView.of(actions.serve(generation, force=ask.force, by=actor))


@door.delete(
    _ONE, access=EDITOR, mode=WRITE, target=queries.generation, can="knowledge:change", errors=(Conflict,),
    emits=(GenerationDropped,),
)  # fmt: skip
def drop_generation(generation: Generation, actor: Actor) -> None:
    """Drop a generation that does not serve; one that is being built is cancelled."""
    actions.drop(generation, by=actor)


@door.get(f"{_BASE}/questions", access=EDITOR, mode=READ, target=collections.base)
def list_questions(base: KnowledgeBase, where: QuestionFilter, page: PageAsk) -> Page[QuestionView]:
    """List the golden questions of a base."""
    return queries.questions(base, where, page)


@door.post(
    f"{_BASE}/questions", access=EDITOR, mode=WRITE, once=True, status=201, target=collections.base,
    can="knowledge:write", errors=(Conflict,), emits=(QuestionsChanged,),
)  # fmt: skip
def add_question(base: KnowledgeBase, draft: QuestionDraft, actor: Actor) -> Answer[QuestionView]:
    """Add a golden question."""
    row = golden.add(base, draft, by=actor)
    return Answer(queries.view(row), status=201, location=f"/api/knowledge/{base.id}/questions")


@door.patch(
    _QUESTION, access=EDITOR, mode=WRITE, target=queries.question, can="knowledge:write", emits=(QuestionsChanged,),
)  # fmt: skip
def change_question(question: GoldenQuestion, patch: QuestionPatch, actor: Actor) -> QuestionView:
    """Change a golden question."""
    return queries.view(golden.change(question, patch, by=actor))


@door.delete(
    _QUESTION, access=EDITOR, mode=WRITE, target=queries.question, can="knowledge:write", emits=(QuestionsChanged,),
)  # fmt: skip
def remove_question(question: GoldenQuestion, actor: Actor) -> None:
    """Remove a golden question."""
    golden.remove(question, by=actor)


@door.get(f"{_BASE}/questions/export", access=EDITOR, mode=READ, target=collections.base)
def export_questions(base: KnowledgeBase) -> Text:
    """Read the golden questions as CSV; no cell of it is a formula."""
    return Text(
        golden.exported(base), "text/csv; charset=utf-8",
        {"Content-Disposition": 'attachment; filename="questions.csv"'},
    )  # fmt: skip


@door.post(
    f"{_BASE}/questions/import", access=EDITOR, mode=WRITE, once=True, target=collections.base, can="knowledge:write",
    errors=(Conflict, ValidationFailed), emits=(QuestionsChanged,),
)  # fmt: skip
def import_questions(base: KnowledgeBase, draft: QuestionsImport, actor: Actor) -> ImportedView:
    """Add the golden questions of a CSV that are not there yet, all or none."""
    return golden.imported(base, draft.csv, by=actor)


@door.post(
    f"{_BASE}/questions/run", access=EDITOR, mode=CALL, once=False, target=collections.base,
    errors=(Conflict, NotFound), emits=NOTHING,
)  # fmt: skip
async def run_questions(base: KnowledgeBase, ask: RunAsk) -> RunView:
    """Ask the golden questions of the serving generation, and of another one beside it."""
    await read(queries.require_living, base, ask.number)
    found = await asyncio.to_thread(bench.compared, base.id, base.org_id, ask.number)
    if found is None:
        raise Conflict("There are no golden questions yet")
    return RunView(comparison=Comparison.model_validate(found))
