"""The way of a document: received, parsing, chunking, embedding, indexing, ready; or failed, or quarantined.

Every step is a unit that looks at what is there and leaves it whole, so any of them may run twice or be the last before
a crash. Without an embedding model, or while its lane is behind, the state `embedding` is passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.kernel.event import emit
from appliance.rooms.knowledge.collections import KnowledgeBase, generations
from appliance.rooms.knowledge.documents import jobs, rows, twins, versions
from appliance.rooms.knowledge.documents.events import DocumentFailed, DocumentReady
from appliance.rooms.knowledge.documents.tables import Document, Source, State, Text
from appliance.store.listing import every, tuples

_BEGUN = {
    Source.UPLOAD: (State.PARSING, 10),
    Source.PUSHED: (State.CHUNKING, 50),
    Source.WEB: (State.CHUNKING, 50),
}
_DONE = 100
_CUT = (State.EMBEDDING, State.INDEXING, State.READY)
_UNDONE = (State.RECEIVED, State.PARSING, State.CHUNKING)
_HARMFUL = frozenset({"bomb"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a job must know to read a document's file, or to cut its stored text."""

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
    """What was read. `chunks` are rows of `Chunk`; `text` is None when it is stored already."""

    chunks: Sequence[dict[str, Any]]
    language: str
    text: str | None = None
    media_type: str | None = None
    title: str | None = None
    page_count: int | None = None
    pages: Sequence[dict[str, Any]] = ()
    sketch: bytes | None = None
    parser: int | None = None


def is_undone(document: Document) -> bool:
    """Whether it is still to be read."""
    return document.state in _UNDONE


def begin(document_ids: Sequence[str]) -> list[Reading]:
    """Start to read documents; those that are gone, done or given up are left out."""
    documents = _undone(document_ids)
    wanted = {document.knowledge_base_id for document in documents}
    bases = {base.id: base for base in every(KnowledgeBase.select().where(KnowledgeBase.id.in_(list(wanted))))}
    documents = [document for document in documents if document.knowledge_base_id in bases]
    for source, (state, progress) in _BEGUN.items():
        waiting = [document for document in documents if document.source is source and document.state is not state]
        if waiting:
            rows.move(waiting, state, progress)
    stored = _stored([document for document in documents if document.source is not Source.UPLOAD])
    sizes = generations.cut_as(list(bases.values()))
    return [
        _reading(document, sizes[document.knowledge_base_id], *stored.get(document.id, ("", ())))
        for document in documents
    ]


def again(document_id: str, sizes: tuple[int, int]) -> Reading | None:
    """How to cut once more what search knows of a document, for another generation; None when that is nothing."""
    document: Document | None = Document.get_or_none(Document.id == document_id)
    if document is None or document.state not in _CUT:
        return None
    stored = _stored([document]).get(document.id)
    return _reading(document, sizes, *stored) if stored is not None else None


def keep(found: Sequence[tuple[Reading, Content]]) -> None:
    """Store what was read, whole, and hand it to the index. A document that went on without us is left alone."""
    present = {document.id: document for document in _undone([reading.document_id for reading, _ in found])}
    kept: list[rows.Read] = []
    for reading, content in found:
        document = present.get(reading.document_id)
        if document is None or document.content_version != reading.version:
            continue
        if content.text is not None:
            if _is_other(document, content.text):
                versions.keep_former(document, weighs=False)
                document.change(content_version=document.content_version + 1)
            rows.store_texts([(document, content.text, content.pages, content.parser)])
        titled = content.title if content.title and document.title == document.filename else document.title
        media_type = content.media_type or document.media_type
        kept.append(rows.Read(document, content.chunks, content.language, content.page_count, media_type, titled[:500]))
        if content.sketch is not None:
            twins.keep(document, content.sketch)
    if kept:
        state = jobs.state_before_index(list({read.document.knowledge_base_id for read in kept}))
        rows.keep(kept, state)
        if state is State.EMBEDDING:
            jobs.wait_for_vectors([read.document.id for read in kept])


def _is_other(document: Document, text: str) -> bool:
    """Whether the present version has another text already: answers cite it, so it stays what it was."""
    stored = Text.select(Text.body).where((Text.document_id == document.id) & (Text.number == document.content_version))
    return any(body != text for (body,) in tuples(stored))


def outdated(base_id: str, after: str, parser: int, limit: int) -> list[str]:
    """The next documents behind this id whose file an older parser read."""
    rows_ = _of_older(parser).where(
        (Document.knowledge_base_id == base_id) & (Document.source == Source.UPLOAD) & (Document.id > after)
        & (Document.state == State.READY)
    )  # fmt: skip
    return [id_ for (id_,) in tuples(rows_.order_by(Document.id).limit(limit))]


def among_outdated(document_ids: Sequence[str], parser: int) -> set[str]:
    """Those of these documents whose text an older parser read."""
    return {id_ for (id_,) in tuples(_of_older(parser).where(Document.id.in_(list(document_ids))))}


def _of_older(parser: int) -> Any:
    read = (Text.document_id == Document.id) & (Text.number == Document.content_version)
    rows_: Any = Document.select(Document.id).join(Text, on=read)
    return rows_.where(Text.parser.is_null() | (Text.parser < parser))


def present(document_id: str) -> Reading | None:
    """How to read the file of a document once more that can be found now; None when it cannot."""
    document: Document | None = Document.get_or_none(Document.id == document_id)
    base = KnowledgeBase.get_or_none(KnowledgeBase.id == document.knowledge_base_id) if document is not None else None
    if document is None or base is None or document.state is not State.READY:
        return None
    return _reading(document, generations.cut_as([base])[base.id], *_stored([document]).get(document.id, ("", ())))


def renew(reading: Reading, content: Content) -> None:
    """Put what a better parser read in the place of a found document's text; it stays as it is if that is the same."""
    document: Document | None = Document.get_or_none(Document.id == reading.document_id)
    if document is None or document.state is not State.READY or document.content_version != reading.version:
        return
    if content.text == reading.text:
        same = (Text.document_id == document.id) & (Text.number == reading.version)
        Text.update(parser=content.parser, marks=list(content.pages)).where(same).execute()
        return
    rows.move([document], State.PARSING, _BEGUN[Source.UPLOAD][1])
    keep([(reading, content)])


def fail(document_ids: Sequence[str], code: str, message: str) -> None:
    """Give documents up, with a reason for people. What would harm a reader is quarantined."""
    documents = _undone(document_ids)
    if not documents:
        return
    state = State.QUARANTINED if code in _HARMFUL else State.FAILED
    rows.empty([document for document in documents if document.chunk_count])
    rows.move(documents, state, 0, (code, message))
    for document in documents:
        emit(DocumentFailed(document.org_id, document.id, document.knowledge_base_id, state, code))


def indexed(document_ids: Sequence[str]) -> None:
    """Search holds the newest passages of these documents: those that waited for it are ready."""
    waiting = Document.select().where(Document.id.in_(list(document_ids)) & (Document.state == State.INDEXING))
    documents = every(waiting)
    if not documents:
        return
    rows.move(documents, State.READY, _DONE)
    for document in documents:
        version = document.content_version
        emit(DocumentReady(document.org_id, document.id, document.knowledge_base_id, version))


def _undone(document_ids: Sequence[str]) -> list[Document]:
    return every(Document.select().where(Document.id.in_(list(document_ids)) & Document.state.in_(_UNDONE)))


def _stored(documents: Sequence[Document]) -> dict[str, tuple[str, tuple[dict[str, Any], ...]]]:
    if not documents:
        return {}
    versions = {document.id: document.content_version for document in documents}
    texts = Text.select().where(Text.document_id.in_(list(versions)))
    return {
        text.document_id: (text.body, tuple(text.marks)) for text in texts if text.number == versions[text.document_id]
    }


def _reading(document: Document, sizes: tuple[int, int], text: str, marks: tuple[dict[str, Any], ...]) -> Reading:
    return Reading(
        document.id, document.content_version, document.sha256, document.filename, document.media_type,
        *sizes, text, marks,
    )  # fmt: skip
