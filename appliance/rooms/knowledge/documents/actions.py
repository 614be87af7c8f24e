"""What people and programs do with documents: add a file, push a text, remove."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.visit import Upload
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import pipeline
from appliance.rooms.knowledge.documents.events import (
    DocumentPushed,
    DocumentRemoved,
    DocumentRetried,
    DocumentUploaded,
)
from appliance.rooms.knowledge.documents.shapes import UploadFacts, plain_filename, plain_media_type
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Source, State, Text

SWEPT_AT_ONCE = 200
_ONLY_TITLE = frozenset({"title", "metadata", "source_updated_at"})


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


def add_upload(base: KnowledgeBase, upload: Upload, facts: UploadFacts, *, by: Actor) -> tuple[Document, bool]:
    """Take a received file into a base; False when the base has it already.

    The same content under the same name is one document. When reading it had failed, giving it again tries again.
    """
    base = collections.base(base.id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
    filename = plain_filename(upload.filename)
    if same := _same_file(base, upload.sha256, filename):
        return _retry(same), False
    document = Document.add(
        org_id=base.org_id, knowledge_base_id=base.id, source=Source.UPLOAD, filename=filename,
        title=facts.title or filename, media_type=plain_media_type(upload.media_type), size_bytes=upload.size,
        sha256=upload.sha256, metadata=facts.metadata, added_by=by.id,
    )  # fmt: skip
    collections.tally(base.id, State.RECEIVED, 1)
    pipeline.announce(document)
    emit(DocumentUploaded(document.org_id, document.id, base.id, upload.size, upload.sha256))
    return document, True


def _same_file(base: KnowledgeBase, sha256: str, filename: str) -> Document | None:
    row: Document | None = Document.get_or_none(
        (Document.knowledge_base_id == base.id)
        & (Document.sha256 == sha256)
        & (Document.filename == filename)
        & (Document.source == Source.UPLOAD)
    )
    return row


def _retry(document: Document) -> Document:
    if document.state is State.FAILED:
        pipeline.move(document, State.RECEIVED, progress=0, error_code=None, error_message=None)
        emit(DocumentRetried(document.org_id, document.id, document.knowledge_base_id))
    return document


def put_pushed(base: KnowledgeBase, pushed: Pushed, *, by: Actor) -> tuple[Document, Outcome]:
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


def remove_document(document: Document, *, by: Actor) -> None:
    """Remove a document, its texts and passages. Search does not find it from this commit on."""
    base = collections.base(document.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
    present: Document | None = Document.get_or_none(Document.id == document.id)
    if present is None:
        return
    collections.tally(base.id, present.state, -1, -present.chunk_count)
    pipeline.forget_language(present)
    _clear([present])
    pipeline.announce(present)


def sweep(base_id: str) -> int:
    """Clear some documents of a base that is gone; the answer counts them, 0 when none is left."""
    rows = list(Document.select().where(Document.knowledge_base_id == base_id).limit(SWEPT_AT_ONCE))
    _clear(rows)
    if not rows:
        LanguageTally.delete().where(LanguageTally.knowledge_base_id == base_id).execute()
    return len(rows)


def _clear(rows: Sequence[Document]) -> None:
    ids = [row.id for row in rows]
    Chunk.delete().where(Chunk.document_id.in_(ids)).execute()
    Text.delete().where(Text.document_id.in_(ids)).execute()
    Document.delete().where(Document.id.in_(ids)).execute()
    for row in rows:
        pipeline.feed(row)
        emit(DocumentRemoved(row.org_id, row.id, row.knowledge_base_id))


def claims() -> list[str]:
    """The blobs that documents need, for the sweep of orphans."""
    rows = Document.select(Document.sha256).where(Document.source == Source.UPLOAD).distinct()
    return [sha256 for (sha256,) in rows.tuples()]
