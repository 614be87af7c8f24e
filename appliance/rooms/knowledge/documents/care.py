"""Looking after documents: try again, rename, tag, review, move; one by one or many at once."""

from collections.abc import Callable
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound, Problem, ValidationFailed
from appliance.rooms.identity import users
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase, Moves
from appliance.rooms.knowledge.documents import actions, queries, rows, versions, weighing
from appliance.rooms.knowledge.documents.care_shapes import MOST_TAGS, Bulk, BulkDraft, BulkView, DocumentPatch, Refused
from appliance.rooms.knowledge.documents.events import DocumentChanged, DocumentMoved, DocumentRetried
from appliance.rooms.knowledge.documents.tables import Document, State
from appliance.store import vectors

_SETTLED = (State.READY, State.FAILED)


def retry(document: Document, *, by: Actor) -> Document:
    """Read a failed document again. What was held back as harmful stays so."""
    if document.state is not State.FAILED:
        raise Conflict("Only a document that failed can be tried again")
    return reparse(document, by=by)


def reparse(document: Document, *, by: Actor) -> Document:
    """Read a document again that is ready or failed, with the settings that its base has now."""
    _require(document.knowledge_base_id, by)
    if document.state not in _SETTLED:
        raise Conflict("This document is being read, or is held back")
    rows.move([document], State.RECEIVED, 0)
    emit(DocumentRetried(document.org_id, document.id, document.knowledge_base_id))
    return document


def change(document: Document, patch: DocumentPatch, *, by: Actor) -> Document:
    """Change what was sent. Search finds the document under its new title at once."""
    _require(document.knowledge_base_id, by)
    sent: dict[str, Any] = patch.sent()
    if (owner_id := sent.get("owner_id")) is not None and not users.is_colleague(owner_id, of=by):
        raise ValidationFailed.of("owner_id", "there is nobody of this id")
    if not sent.get("title", "title"):
        raise ValidationFailed.of("title", "must not be empty")
    changes = {name: value for name, value in sent.items() if (getattr(document, name) or None) != (value or None)}
    if not changes:
        return document
    document.change(**changes)
    rows.announce([document])
    if "title" in changes:
        rows.feed([document])
    emit(DocumentChanged(document.org_id, document.id, document.knowledge_base_id, tuple(sorted(changes))))
    return document


def move(document: Document, to_id: str, *, by: Actor) -> Document:
    """Move a document to another base that the actor may write; who reads that base reads it from now on."""
    from_id = document.knowledge_base_id
    _require(from_id, by)
    to = _require(to_id, by)
    if to.id == from_id:
        return document
    versions.require_own(document, by=by)
    if _is_there(document, to):
        raise Conflict("That knowledge base holds this document already", param="knowledge_base_id")
    weighing.carry(document, to.id)
    moves = Moves()
    moves.out_of(from_id, document.state, document.chunk_count)
    moves.into(to.id, document.state, document.chunk_count)
    moves.write()
    rows.hush(document)
    rows.announce([document])
    document.change(knowledge_base_id=to.id)
    rows.speak(document)
    vectors.carry(vectors.Owner(document.id, document.org_id, to.id))
    rows.part(document)
    rows.announce([document])
    rows.feed([document])
    emit(DocumentMoved(document.org_id, document.id, to.id, from_id))
    return document


def in_bulk(draft: BulkDraft, *, by: Actor) -> BulkView:
    """Do the same to many documents. One that cannot be done is left as it is and named.

    When none can be done, the first reason is the answer.
    """
    if draft.knowledge_base_id is not None:
        _require(draft.knowledge_base_id, by)
    if draft.owner_id is not None and not users.is_colleague(draft.owner_id, of=by):
        raise ValidationFailed.of("owner_id", "there is nobody of this id")
    act = _act(draft, by)
    done, refused, first = [], [], None
    for id_ in dict.fromkeys(draft.document_ids):
        try:
            act(queries.named(id_, None, seen_by=by))
        except Problem as problem:
            first = first or problem
            refused.append(Refused(id=id_, code=problem.code, message=problem.text))
        else:
            done.append(id_)
    if first is not None and not done:
        raise first
    return BulkView(done=done, refused=refused)


def _act(draft: BulkDraft, by: Actor) -> Callable[[Document], Any]:
    acts: dict[Bulk, Callable[[Document], Any]] = {
        Bulk.MOVE: lambda one: move(one, draft.knowledge_base_id or "", by=by),
        Bulk.DELETE: lambda one: actions.remove_document(one, by=by),
        Bulk.RETAG: lambda one: change(one, DocumentPatch(tags=draft.tags or []), by=by),
        Bulk.REPARSE: lambda one: reparse(one, by=by),
        Bulk.TAG: lambda one: _retag(one, {*(one.tags or ()), *(draft.tags or ())}, by),
        Bulk.UNTAG: lambda one: _retag(one, {*(one.tags or ())} - {*(draft.tags or ())}, by),
        Bulk.CHANGE: lambda one: change(one, DocumentPatch(**draft.changed()), by=by),
    }
    return acts[draft.action]


def _retag(document: Document, tags: set[str], by: Actor) -> Document:
    if len(tags) > MOST_TAGS:
        raise Conflict(f"A document has at most {MOST_TAGS} tags", param="tags")
    return change(document, DocumentPatch(tags=sorted(tags)), by=by)


def _require(base_id: str, by: Actor) -> KnowledgeBase:
    try:
        base = collections.base(base_id, seen_by=by)
    except NotFound:
        raise NotFound("Knowledge base not found") from None
    collections.require("knowledge:write", base, by=by)
    return base


def _is_there(document: Document, base: KnowledgeBase) -> bool:
    same: Any = (Document.sha256 == document.sha256) & (Document.filename == document.filename)
    if document.external_id is not None:
        same |= Document.external_id == document.external_id
    return Document.get_or_none((Document.knowledge_base_id == base.id) & same) is not None
