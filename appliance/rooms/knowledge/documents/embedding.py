"""Vectors for the passages of documents: what lacks them, and keeping them. Every function is a unit.

A document has the vectors of its newest text whole, or none. Without them it is found by its words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.engines import running
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import rows
from appliance.rooms.knowledge.documents.tables import Chunk, Document, State, Vectors
from appliance.store import vectors
from appliance.store.unit import reading_connection
from appliance.store.vectors.rows import Owner

_SEARCHED = (State.EMBEDDING, State.INDEXING, State.READY)
_LACKING = """
FROM documents_document AS d JOIN collections_knowledge_base AS b ON b.id = d.knowledge_base_id
JOIN collections_generation AS g ON g.knowledge_base_id = b.id AND g.number = coalesce(b.generation, 1)
WHERE g.model IN (SELECT value FROM json_each(?)) AND d.chunk_count > 0 AND NOT EXISTS (SELECT 1 FROM store_vector
  WHERE model = g.model AND owner = CASE g.number WHEN 1 THEN d.id ELSE d.id || '@' || g.number END)
"""
_MISSING = f"SELECT d.id {_LACKING} AND d.id > ? AND d.state = 'ready' ORDER BY d.id LIMIT ?"
_COUNTED = f"SELECT count(*) {_LACKING} AND d.org_id = ? AND d.state IN ('ready', 'embedding', 'indexing')"


@dataclass(frozen=True, slots=True)
class Work:
    """A document whose passages want vectors."""

    document_id: str
    owner: Owner
    model: str
    version: int
    keys: tuple[str, ...]
    texts: tuple[str, ...]


def is_embedded(base_ids: Sequence[str]) -> bool:
    """Whether some of these bases get vectors: their generation has a model that can be asked."""
    ids = _known_ids()
    return any(one.model in ids for one in generations.served(base_ids).values())


def _known_ids() -> list[str]:
    engines = running()
    return engines.embeddings.known_ids() if engines is not None else []


def work(document_id: str) -> Work | None:
    """What is to be embedded of a document; None when it is gone, has its vectors, or nobody makes them now."""
    document: Document | None = Document.get_or_none(Document.id == document_id)
    if document is None or document.state not in _SEARCHED:
        return None
    number, model = _served([document])[document.knowledge_base_id]
    owner = owner_of(document, number)
    active = generations.known(model, document.org_id)
    if active is None or vectors.has_any([owner.id], active.id):
        return None
    passages = (Chunk.document_id == document_id) & (Chunk.generation == number)
    chunks = list(Chunk.select().where(passages).order_by(Chunk.ordinal))
    texts = (embedded_text(document.title, chunk.heading, chunk.text) for chunk in chunks)
    return Work(
        document.id, owner, active.id, document.content_version, tuple(chunk.id for chunk in chunks), tuple(texts)
    )


def owner_of(document: Document, number: int) -> Owner:
    """Whose vectors those of a document in a generation are."""
    place = generations.place
    return Owner(place(document.id, number), place(document.knowledge_base_id, number), document.org_id)


def embedded_text(title: str, heading: str, text: str) -> str:
    """What stands for a passage before the model."""
    return "\n".join(filter(None, (title, heading, text)))


def _served(documents: Sequence[Document]) -> dict[str, generations.Served]:
    base_ids = list({document.knowledge_base_id for document in documents})
    return dict.fromkeys(base_ids, generations.Served(1, None)) | generations.served(base_ids)


def report(work_: Work, done: int) -> None:
    """Say how far a document is that waits for its vectors."""
    waiting = _waiting([work_.document_id])
    first, last = rows.PROGRESS[State.EMBEDDING], rows.PROGRESS[State.INDEXING]
    if waiting and done < len(work_.keys):
        rows.move(waiting, State.EMBEDDING, first + (last - first) * done // len(work_.keys))


def keep(work_: Work, found: Sequence[bytes]) -> None:
    """Write the vectors, unless the document went on without them, and hand it to the index if it waited."""
    document: Document | None = Document.get_or_none(Document.id == work_.document_id)
    if document is None or document.state not in _SEARCHED or document.content_version != work_.version:
        return
    number, model = _served([document])[document.knowledge_base_id]
    if work_.owner.id != owner_of(document, number).id or work_.model != model:
        go_on([document.id])  # another generation serves since then; catching up gives it its vectors
        return
    vectors.keep(work_.owner, work_.model, dict(zip(work_.keys, found, strict=True)))
    go_on([document.id])


def go_on(document_ids: Sequence[str]) -> None:
    """Hand documents to the index that waited for vectors, with or without them."""
    documents = _waiting(document_ids)
    if documents:
        rows.move(documents, State.INDEXING, rows.PROGRESS[State.INDEXING])
        rows.feed(documents)


def _waiting(document_ids: Sequence[str]) -> list[Document]:
    return list(Document.select().where(Document.id.in_(list(document_ids)) & (Document.state == State.EMBEDDING)))


def missing(after: str, limit: int) -> list[str]:
    """The next documents that search finds by their words alone, though their base serves with a model."""
    found: Any = reading_connection().execute(_MISSING, (_json(_known_ids()), after, limit)).fetchall()
    return [document_id for (document_id,) in found]


def missing_count(org_id: str) -> int:
    """How many documents lack the vectors of the model that their base serves with."""
    found: Any = reading_connection().execute(_COUNTED, (_json(_known_ids()), org_id)).fetchall()
    return int(found[0][0])


def _json(ids: Sequence[str]) -> str:
    return orjson.dumps(list(ids)).decode()


def standing(documents: Sequence[Document]) -> Mapping[str, Vectors]:
    """Whether these documents can be found by meaning, by id."""
    served, found = _served(documents), {one.id: Vectors.NONE for one in documents}
    for model in {one.model for one in served.values()}:
        places = {
            one.id: generations.place(one.id, served[one.knowledge_base_id].number)
            for one in documents
            if served[one.knowledge_base_id].model == model and generations.known(model, one.org_id) is not None
        }
        ready = vectors.has_any(list(places.values()), model or "") if places else ()
        found |= {id_: Vectors.READY if place in ready else Vectors.MISSING for id_, place in places.items()}
    return found
