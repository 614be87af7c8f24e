"""Vectors for the passages of documents: what lacks them, and keeping them. Every function is a unit.

A document has the vectors of its newest text whole, or none. Without them it is found by its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.engines import running
from appliance.engines.embed import Active
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import rows
from appliance.rooms.knowledge.documents.tables import Chunk, Document, State, Vectors
from appliance.store import vectors
from appliance.store.unit import reading_connection
from appliance.store.vectors.rows import Owner

_SEARCHED = (State.EMBEDDING, State.INDEXING, State.READY)
_MISSING = """
SELECT d.id FROM documents_document AS d JOIN collections_knowledge_base AS b ON b.id = d.knowledge_base_id
WHERE d.id > ? AND d.state = 'ready' AND NOT EXISTS (SELECT 1 FROM store_vector WHERE model = ?
  AND owner = CASE b.generation WHEN 1 THEN d.id ELSE d.id || '@' || b.generation END) ORDER BY d.id LIMIT ?
"""
_COUNTED = """
SELECT count(*) FROM documents_document AS d JOIN collections_knowledge_base AS b ON b.id = d.knowledge_base_id
WHERE d.org_id = ? AND d.state IN ('ready', 'embedding', 'indexing') AND NOT EXISTS (SELECT 1 FROM store_vector
  WHERE model = ? AND owner = CASE b.generation WHEN 1 THEN d.id ELSE d.id || '@' || b.generation END)
"""


@dataclass(frozen=True, slots=True)
class Work:
    """A document whose passages want vectors."""

    document_id: str
    owner: Owner
    version: int
    keys: tuple[str, ...]
    texts: tuple[str, ...]


def model() -> Active | None:
    """The embedding model in force, or None: also while the appliance itself is not running."""
    engines = running()
    return engines.embeddings.active if engines is not None else None


def work(document_id: str, model_id: str) -> Work | None:
    """What is to be embedded of a document; None when it is gone, or has its vectors."""
    document: Document | None = Document.get_or_none(Document.id == document_id)
    if document is None or document.state not in _SEARCHED:
        return None
    number = _numbers([document])[document.knowledge_base_id]
    owner = owner_of(document, number)
    if vectors.has_any([owner.id], model_id):
        return None
    passages = (Chunk.document_id == document_id) & (Chunk.generation == number)
    chunks = list(Chunk.select().where(passages).order_by(Chunk.ordinal))
    texts = (embedded_text(document.title, chunk.heading, chunk.text) for chunk in chunks)
    return Work(document.id, owner, document.content_version, tuple(chunk.id for chunk in chunks), tuple(texts))


def owner_of(document: Document, number: int) -> Owner:
    """Whose vectors those of a document in a generation are."""
    place = generations.place
    return Owner(place(document.id, number), place(document.knowledge_base_id, number), document.org_id)


def embedded_text(title: str, heading: str, text: str) -> str:
    """What stands for a passage before the model."""
    return "\n".join(filter(None, (title, heading, text)))


def _numbers(documents: Sequence[Document]) -> dict[str, int]:
    base_ids = list({document.knowledge_base_id for document in documents})
    return dict.fromkeys(base_ids, 1) | generations.serving(base_ids)


def report(work_: Work, done: int) -> None:
    """Say how far a document is that waits for its vectors."""
    waiting = _waiting([work_.document_id])
    first, last = rows.PROGRESS[State.EMBEDDING], rows.PROGRESS[State.INDEXING]
    if waiting and done < len(work_.keys):
        rows.move(waiting, State.EMBEDDING, first + (last - first) * done // len(work_.keys))


def keep(work_: Work, model_id: str, found: Sequence[bytes]) -> None:
    """Write the vectors, unless the document went on without them, and hand it to the index if it waited."""
    document: Document | None = Document.get_or_none(Document.id == work_.document_id)
    if document is None or document.state not in _SEARCHED or document.content_version != work_.version:
        return
    if work_.owner.id != owner_of(document, _numbers([document])[document.knowledge_base_id]).id:
        go_on([document.id])  # another generation serves since then; catching up gives it its vectors
        return
    vectors.keep(work_.owner, model_id, dict(zip(work_.keys, found, strict=True)))
    go_on([document.id])


def go_on(document_ids: Sequence[str]) -> None:
    """Hand documents to the index that waited for vectors, with or without them."""
    documents = _waiting(document_ids)
    if documents:
        rows.move(documents, State.INDEXING, rows.PROGRESS[State.INDEXING])
        rows.feed(documents)


def _waiting(document_ids: Sequence[str]) -> list[Document]:
    return list(Document.select().where(Document.id.in_(list(document_ids)) & (Document.state == State.EMBEDDING)))


def missing(model_id: str, after: str, limit: int) -> list[str]:
    """The next documents that search finds by their words alone."""
    found: Any = reading_connection().execute(_MISSING, (after, model_id, limit)).fetchall()
    return [document_id for (document_id,) in found]


def missing_count(model_id: str, org_id: str) -> int:
    """How many documents lack their vectors."""
    found: Any = reading_connection().execute(_COUNTED, (org_id, model_id)).fetchall()
    return int(found[0][0])


def standing(documents: Sequence[Document]) -> Mapping[str, Vectors]:
    """Whether these documents can be found by meaning, by id."""
    active = model()
    if active is None:
        return {document.id: Vectors.NONE for document in documents}
    numbers = _numbers(documents)
    places = {one.id: generations.place(one.id, numbers[one.knowledge_base_id]) for one in documents}
    ready = vectors.has_any(list(places.values()), active.id)
    return {id_: Vectors.READY if place in ready else Vectors.MISSING for id_, place in places.items()}
