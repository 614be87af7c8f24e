"""The way of a document: received, parsing, chunking, indexing, ready; or failed, or quarantined.

Every step is a unit that says what it found and what it leaves, so any of them may run twice or be the last before a
crash. No embedding model is part of the house yet: the state `embedding` is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.kernel import clock, current
from appliance.kernel.event import emit
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.documents import projection
from appliance.rooms.knowledge.documents.events import DocumentFailed, DocumentReady
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, Source, State, Text

PARSING_PROGRESS, CHUNKING_PROGRESS, INDEXING_PROGRESS, DONE = 10, 50, 90, 100
_UNDONE = (State.RECEIVED, State.PARSING, State.CHUNKING)
_HARMFUL = frozenset({"bomb"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a job must know to read a document's file or text."""

    document_id: str
    version: int
    sha256: str
    filename: str
    media_type: str
    chunk_tokens: int
    chunk_overlap: int
    text: str = ""
    marks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """What was read. `chunks` are rows of `Chunk`; `text` is None when it is already stored."""

    chunks: Sequence[dict[str, Any]]
    language: str
    text: str | None = None
    media_type: str | None = None
    title: str | None = None
    page_count: int | None = None


def is_undone(document: Document) -> bool:
    """Whether it is still to be read."""
    return document.state in _UNDONE


def begin(document_id: str) -> Reading | None:
    """Start to read a document; None when there is nothing to do: it is gone, done or given up."""
    document = _undone(document_id)
    if document is None:
        return None
    base = collections.KnowledgeBase.get_or_none(collections.KnowledgeBase.id == document.knowledge_base_id)
    if base is None:
        return None
    is_file = document.source is Source.UPLOAD
    state, progress = (State.PARSING, PARSING_PROGRESS) if is_file else (State.CHUNKING, CHUNKING_PROGRESS)
    if document.state is not state:
        move(document, state, progress=progress)
    stored = None if is_file else _stored(document)
    return Reading(
        document.id, document.content_version, document.sha256, document.filename, document.media_type,
        base.chunk_tokens, base.chunk_overlap, stored.body if stored else "", tuple(stored.marks) if stored else (),
    )  # fmt: skip


def keep(document_id: str, version: int, content: Content) -> bool:
    """Store what was read, whole, and hand it to the index. False when the document went on without us."""
    document = _undone(document_id)
    if document is None or document.content_version != version:
        return False
    if content.text is not None:
        store_text(document, content.text)
    Chunk.delete().where(Chunk.document_id == document.id).execute()
    Chunk.add_many(
        {"org_id": document.org_id, "document_id": document.id, "content_version": version, **chunk}
        for chunk in content.chunks
    )
    _count_language(document, content.language)
    read: dict[str, Any] = {"language": content.language, "page_count": content.page_count}
    if content.media_type:
        read["media_type"] = content.media_type
    if content.title and document.title == document.filename:
        read["title"] = content.title
    move(document, State.INDEXING, chunks=len(content.chunks), progress=INDEXING_PROGRESS, **read)
    feed(document)
    return True


def fail(document_id: str, code: str, message: str) -> None:
    """Give a document up, with a reason for people. What would harm a reader is quarantined."""
    document = _undone(document_id)
    if document is None:
        return
    state = State.QUARANTINED if code in _HARMFUL else State.FAILED
    Chunk.delete().where(Chunk.document_id == document.id).execute()
    move(document, state, chunks=0, error_code=code, error_message=message)
    emit(DocumentFailed(document.org_id, document.id, document.knowledge_base_id, state, code))


def indexed(document_ids: Sequence[str]) -> None:
    """Search holds the newest passages of these documents: those that waited for it are ready."""
    rows = Document.select().where(Document.id.in_(list(document_ids)) & (Document.state == State.INDEXING))
    for document in rows:
        move(document, State.READY, progress=DONE)
        version = document.content_version
        emit(DocumentReady(document.org_id, document.id, document.knowledge_base_id, version))


def move(document: Document, state: State, *, chunks: int | None = None, **fields: Any) -> None:
    """Bring a document into a state; the counts of its base move with it."""
    held = document.chunk_count
    kept = held if chunks is None else chunks
    if (state, kept) != (document.state, held):
        collections.tally(document.knowledge_base_id, document.state, -1, -held)
        collections.tally(document.knowledge_base_id, state, 1, kept)
    document.change(state=state, chunk_count=kept, **fields)
    announce(document)


def announce(document: Document) -> None:
    """Tell whoever watches the base."""
    current.open_unit().changed("kb", document.knowledge_base_id, document.org_id)


def feed(document: Document) -> None:
    """Tell the index that what it holds of the document is not right any more."""
    current.open_unit().changed(projection.KIND, document.id, document.org_id)


def store_text(document: Document, text: str, marks: Sequence[dict[str, Any]] = ()) -> None:
    """Keep the text of the document's present version; a second time changes nothing but the bytes."""
    Text.delete().where((Text.document_id == document.id) & (Text.number == document.content_version)).execute()
    Text.add(
        org_id=document.org_id, document_id=document.id, number=document.content_version, body=text,
        length=len(text), marks=list(marks),
    )  # fmt: skip


def forget_language(document: Document) -> None:
    """Take a document that goes out of the counts of its base's languages."""
    if document.language:
        _add_language(document, document.language, -1)


def _count_language(document: Document, language: str) -> None:
    if document.language == language:
        return
    forget_language(document)
    if language:
        _add_language(document, language, 1)


def _add_language(document: Document, language: str, count: int) -> None:
    key = (LanguageTally.knowledge_base_id == document.knowledge_base_id) & (LanguageTally.language == language)
    changed = LanguageTally.update(
        document_count=LanguageTally.document_count + count, updated_at=clock.now_ms()
    ).where(key)
    if not changed.execute() and count > 0:
        LanguageTally.add(
            org_id=document.org_id, knowledge_base_id=document.knowledge_base_id, language=language,
            document_count=count,
        )  # fmt: skip


def _undone(document_id: str) -> Document | None:
    row: Document | None = Document.get_or_none((Document.id == document_id) & Document.state.in_(_UNDONE))
    return row


def _stored(document: Document) -> Text:
    row: Text = Text.get((Text.document_id == document.id) & (Text.number == document.content_version))
    return row
