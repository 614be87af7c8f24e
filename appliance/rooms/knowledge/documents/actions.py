"""What people do with documents: add a file, remove one; and clearing away those of a base that is gone."""

from collections.abc import Sequence
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.visit import Upload
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase, Moves
from appliance.rooms.knowledge.documents import pressure, rows, versions, weighing
from appliance.rooms.knowledge.documents.events import DocumentRemoved, DocumentRetried, DocumentUploaded
from appliance.rooms.knowledge.documents.shapes import UploadFacts, plain_filename, plain_media_type
from appliance.rooms.knowledge.documents.tables import Document, LanguageTally, Source, State

SWEPT_AT_ONCE = 200


def add_upload(base: KnowledgeBase, upload: Upload, facts: UploadFacts, *, by: Actor) -> tuple[Document, bool]:
    """Take a received file into a base; False when the base has it already.

    The same content under the same name is one document, unless the caller names it. When reading it had failed, giving
    it again tries again.
    """
    base = collections.base(base.id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
    filename = plain_filename(upload.filename)
    if facts.external_id is not None and (known := _known(base, facts.external_id)) is not None:
        return versions.replace_file(known, upload, by=by), False
    if facts.external_id is None and (same := _same_file(base, upload.sha256, filename)):
        return _retry(same), False
    pressure.require_room(by)
    weighing.take_in(base, [upload.size], by.id)
    document = Document.add(
        org_id=base.org_id, knowledge_base_id=base.id, source=Source.UPLOAD, filename=filename,
        title=facts.title or filename, media_type=plain_media_type(upload.media_type), size_bytes=upload.size,
        sha256=upload.sha256, metadata=facts.metadata, added_by=by.id, external_id=facts.external_id,
    )  # fmt: skip
    moves = Moves()
    moves.into(base.id, State.RECEIVED)
    moves.write()
    rows.announce([document])
    emit(DocumentUploaded(document.org_id, document.id, base.id, upload.size, upload.sha256))
    return document, True


def _known(base: KnowledgeBase, external_id: str) -> Document | None:
    same = (Document.knowledge_base_id == base.id) & (Document.external_id == external_id)
    row: Document | None = Document.get_or_none(same)
    return row


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
        rows.move([document], State.RECEIVED, 0)
        emit(DocumentRetried(document.org_id, document.id, document.knowledge_base_id))
    return document


def remove_document(document: Document, *, by: Actor) -> None:
    """Remove a document, its texts and passages. Search does not find it from this commit on."""
    base = collections.base(document.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
    present: Document | None = Document.get_or_none(Document.id == document.id)
    if present is None:
        return
    moves = Moves()
    moves.out_of(base.id, present.state, present.chunk_count)
    moves.write()
    rows.hush(present)
    _clear([present])


def sweep(base_id: str) -> int:
    """Clear some documents of a base that is gone; the answer counts them, 0 when none is left."""
    found = list(Document.select().where(Document.knowledge_base_id == base_id).limit(SWEPT_AT_ONCE))
    if found:
        _clear(found)
    else:
        LanguageTally.delete().where(LanguageTally.knowledge_base_id == base_id).execute()
    return len(found)


def _clear(documents: Sequence[Document]) -> None:
    weighing.give_back(documents)
    rows.clear(documents)
    for document in documents:
        emit(DocumentRemoved(document.org_id, document.id, document.knowledge_base_id))


def claims() -> list[str]:
    """The blobs that documents need, for the sweep of orphans."""
    found: Any = Document.select(Document.sha256).where(Document.source == Source.UPLOAD).distinct()
    return [sha256 for (sha256,) in found.tuples()] + versions.claims()
