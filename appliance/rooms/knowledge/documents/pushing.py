"""Documents that programs push under their own ids: created, updated, or left as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import pipeline
from appliance.rooms.knowledge.documents.events import DocumentPushed
from appliance.rooms.knowledge.documents.shapes import Metadata
from appliance.rooms.knowledge.documents.tables import Document, Source, State

__all__ = ["Metadata", "Outcome", "Pushed", "put"]

_ONLY_TITLE = frozenset({"title", "filename", "metadata", "source_updated_at"})


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Pushed:
    """A pushed document, already cleaned: its text (NFC), and its headings and links by offset."""

    external_id: str
    title: str
    text: str
    sha256: str
    marks: Sequence[dict[str, Any]]
    metadata: dict[str, Any]
    updated_at: int | None


def put(base: KnowledgeBase, pushed: Pushed, *, by: Actor) -> tuple[Document, Outcome]:
    """Create or update the document of the caller's id. What is older than the stored, or the same, changes nothing."""
    collections.require("knowledge:write", base, by=by)
    rows = Document.select().where(
        (Document.knowledge_base_id == base.id) & (Document.external_id == pushed.external_id)
    )
    document: Document | None = rows.first()
    if document is None:
        return _create(base, pushed, by), Outcome.CREATED
    return document, _update(document, pushed)


def _create(base: KnowledgeBase, pushed: Pushed, by: Actor) -> Document:
    document = Document.add(
        org_id=base.org_id, knowledge_base_id=base.id, source=Source.PUSHED, external_id=pushed.external_id,
        added_by=by.id, **_facts(pushed),
    )  # fmt: skip
    collections.tally(base.id, State.RECEIVED, 1)
    _store(document, pushed, Outcome.CREATED)
    pipeline.announce(document)
    return document


def _update(document: Document, pushed: Pushed) -> Outcome:
    stored = document.source_updated_at
    if stored is not None and pushed.updated_at is not None and pushed.updated_at < stored:
        return Outcome.UNCHANGED
    facts = _facts(pushed)
    if pushed.updated_at is None:
        facts.pop("source_updated_at")
    changes = {name: value for name, value in facts.items() if getattr(document, name) != value}
    if not changes.keys() - {"source_updated_at"} and document.state is not State.FAILED:
        if changes:
            document.change(**changes)
        return Outcome.UNCHANGED
    if changes.keys() <= _ONLY_TITLE and document.state is not State.FAILED:
        document.change(**changes)
        pipeline.announce(document)
        pipeline.feed(document)
        emit(_told(document, Outcome.UPDATED))
        return Outcome.UPDATED
    error = {"error_code": None, "error_message": None}
    version = document.content_version + 1
    pipeline.move(document, State.RECEIVED, progress=0, content_version=version, **error, **changes)
    _store(document, pushed, Outcome.UPDATED)
    return Outcome.UPDATED


def _facts(pushed: Pushed) -> dict[str, Any]:
    return {
        "title": pushed.title,
        "filename": pushed.title[:255],
        "media_type": "text/plain",
        "size_bytes": len(pushed.text.encode()),
        "sha256": pushed.sha256,
        "metadata": pushed.metadata,
        "source_updated_at": pushed.updated_at,
    }


def _store(document: Document, pushed: Pushed, outcome: Outcome) -> None:
    pipeline.store_text(document, pushed.text, pushed.marks)
    emit(_told(document, outcome))


def _told(document: Document, outcome: Outcome) -> DocumentPushed:
    return DocumentPushed(document.org_id, document.id, document.knowledge_base_id, outcome, document.content_version)
