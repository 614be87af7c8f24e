"""The door through which programs push documents."""

import asyncio
from collections.abc import Sequence

from appliance.kernel.access import EDITOR
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, WRITE, Door
from appliance.kernel.problem import Forbidden, NotFound, Problem, StorageFull, Unavailable, ValidationFailed
from appliance.kernel.rate import KNOWLEDGE
from appliance.kernel.visit import Answer, Visit
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.documents import embedding, events, pushing
from appliance.rooms.knowledge.ingest import actions, texts
from appliance.rooms.knowledge.ingest.shapes import (
    BatchDraft,
    BatchOutcome,
    BatchView,
    IngestedFilter,
    IngestedView,
    PushDraft,
    PushedText,
    Refusal,
    Refused,
)
from appliance.store.database import read, write

door = Door("ingest", about="Documents pushed by programs under their own ids")

AT_ONCE = 50
"""Documents of a batch that share a unit, so that the writer is never held for long."""
FAILED = "failed"


async def _cleaned(draft: PushDraft, visit: Visit) -> pushing.Pushed:
    del visit
    return await asyncio.to_thread(texts.pushed, draft)


@door.post(
    "/api/ingestion", access=EDITOR, mode=WRITE, rate=KNOWLEDGE, once=True, status=201, statuses=(200,),
    prepare=_cleaned, errors=(NotFound,), can="knowledge:write", emits=(events.DocumentPushed,),
)  # fmt: skip
def ingest_document(draft: PushDraft, prepared: pushing.Pushed, actor: Actor) -> Answer[IngestedView]:
    """Push a document under your own id: text or sections, with title and metadata.

    The same again changes nothing, and so does one whose `updated_at` is older than the stored one.
    """
    ((document, outcome),) = actions.push(draft.knowledge_base_id, [prepared], by=actor)
    view = IngestedView.of(document, ["knowledge:write"], embedding.standing([document])[document.id], outcome=outcome)
    place = f"/api/knowledge/{document.knowledge_base_id}/documents/{document.id}"
    return Answer(view, status=201 if outcome is pushing.Outcome.CREATED else 200, location=place)


@door.post(
    "/api/ingestion/batch", access=EDITOR, mode=CALL, rate=KNOWLEDGE, once=False, errors=(NotFound,),
    can="knowledge:write", emits=(events.DocumentPushed,),
)  # fmt: skip
async def ingest_batch(draft: BatchDraft, actor: Actor) -> BatchView:
    """Push up to 1,000 documents; each is taken or refused by itself, and each is there whole or not at all.

    Sending a batch again is safe: what is there already is unchanged. When none can be taken the reason is the answer.
    """
    await read(collections.base, draft.knowledge_base_id, seen_by=actor)
    cleaned = await asyncio.to_thread(_each, draft.documents)
    taken = [one for one in cleaned if isinstance(one, pushing.Pushed)]
    told = iter(await _taken(draft.knowledge_base_id, taken, actor))
    return BatchView(data=[next(told) if isinstance(one, pushing.Pushed) else one for one in cleaned])


@door.delete(
    "/api/ingestion/{id:str}", access=EDITOR, mode=WRITE, errors=(NotFound,), can="knowledge:write",
    emits=(events.DocumentRemoved,),
)  # fmt: skip
def remove_ingested(id: str, where: IngestedFilter, actor: Actor) -> None:
    """Remove a document by its `doc_` id, or by the caller's id (percent-encoded) with `?knowledge_base_id=`."""
    actions.remove(id, where.value("knowledge_base_id"), by=actor)


async def _taken(base_id: str, taken: Sequence[pushing.Pushed], by: Actor) -> list[BatchOutcome]:
    """The outcomes in order: some share a unit; when that is refused each has its own, so that one spoils no other."""
    outcomes: list[BatchOutcome] = []
    for at in range(0, len(taken), AT_ONCE):
        some = taken[at : at + AT_ONCE]
        try:
            outcomes += await write(_push, base_id, some, by)
        except (StorageFull, Unavailable, Forbidden, NotFound) as problem:  # it would be the same for each of them
            if not any(one.document_id for one in outcomes):
                raise
            return outcomes + [_failed(one, problem) for one in taken[at:]]
        except Problem:
            outcomes += [await _alone(base_id, one, by) for one in some]
    return outcomes


async def _alone(base_id: str, one: pushing.Pushed, by: Actor) -> BatchOutcome:
    try:
        return (await write(_push, base_id, [one], by))[0]
    except Problem as problem:
        return _failed(one, problem)


def _failed(one: pushing.Pushed, problem: Problem) -> BatchOutcome:
    return BatchOutcome(id=one.external_id, outcome=FAILED, error=Refusal.of(problem))


def _each(drafts: Sequence[PushedText | Refused]) -> list[pushing.Pushed | BatchOutcome]:
    return [_refused(one) if isinstance(one, Refused) else _one(one) for one in drafts]


def _one(draft: PushedText) -> pushing.Pushed | BatchOutcome:
    try:
        return texts.pushed(draft)
    except ValidationFailed as problem:
        refusal = Refusal(code=problem.code, message="must not be blank", field=problem.param)
        return BatchOutcome(id=draft.id, outcome=FAILED, error=refusal)


def _refused(one: Refused) -> BatchOutcome:
    return BatchOutcome(id=one.id, outcome=FAILED, error=one.error)


def _push(base_id: str, taken: Sequence[pushing.Pushed], by: Actor) -> list[BatchOutcome]:
    return [
        BatchOutcome(id=document.external_id, outcome=outcome, document_id=document.id)
        for document, outcome in actions.push(base_id, taken, by=by)
    ]
