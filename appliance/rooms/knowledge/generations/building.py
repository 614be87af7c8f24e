"""The units of building: which documents a generation lacks, writing one of them, counting, purging."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from appliance.kernel.job import GiveUp
from appliance.rooms.knowledge.collections import Moves, generations
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.documents import Document, embedding, pipeline, projection, rows
from appliance.rooms.knowledge.documents.tables import Chunk, Source
from appliance.store import changes, vectors
from appliance.store.unit import reading_connection, writing_connection

_CUT = "('embedding', 'indexing', 'ready')"
_LACKING = f"""
SELECT d.id FROM documents_document d WHERE d.knowledge_base_id = ? AND d.id > ? AND d.chunk_count > 0
  AND d.state IN {_CUT}
  AND NOT EXISTS (SELECT 1 FROM documents_chunk c WHERE c.document_id = d.id AND c.generation = ?)
ORDER BY d.id LIMIT ?
"""
_HOLDING = """
SELECT d.id FROM documents_document d WHERE d.knowledge_base_id = ? AND d.id > ?
  AND EXISTS (SELECT 1 FROM documents_chunk c WHERE c.document_id = d.id AND c.generation = ?) ORDER BY d.id LIMIT ?
"""
_MISCOUNTED = f"""
SELECT d.id, (SELECT count(*) FROM documents_chunk c WHERE c.document_id = d.id AND c.generation = b.generation) AS n
FROM documents_document d JOIN collections_knowledge_base b ON b.id = d.knowledge_base_id
WHERE b.id = ? AND d.id > ? AND d.state IN {_CUT} ORDER BY d.id LIMIT ?
"""
_TOTAL = f"SELECT count(*) FROM documents_document WHERE knowledge_base_id = ? AND chunk_count > 0 AND state IN {_CUT}"
_DONE = """
UPDATE collections_generation SET done_count = done_count + 1, failures = 0, failure = NULL WHERE id = ?
"""
_SINCE = "SELECT min(created_at) FROM documents_chunk WHERE document_id = ?"
_LIVING = (GenerationState.WAITING, *generations.BESIDE, GenerationState.SERVING)


@dataclass(frozen=True, slots=True)
class Work:
    """A document to be cut once more for a generation."""

    reading: pipeline.Reading
    is_file: bool
    title: str
    org_id: str
    model: str | None
    is_building: bool


def living(generation_id: str) -> Generation | None:
    """The generation, unless it is gone or dropped."""
    row: Generation | None = Generation.get_or_none(Generation.id == generation_id)
    return row if row is not None and row.state in _LIVING else None


def lacking(generation_id: str, after: str, limit: int) -> list[str]:
    """The next documents that search knows and this generation does not hold."""
    row = living(generation_id)
    if row is None or row.state is GenerationState.WAITING:
        return []
    found: Any = reading_connection().execute(_LACKING, (row.knowledge_base_id, after, row.number, limit)).fetchall()
    return [document_id for (document_id,) in found]


def total(base_id: str) -> int:
    """How many documents a generation of the base has to hold."""
    found: Any = reading_connection().execute(_TOTAL, (base_id,)).fetchall()
    return int(found[0][0])


def work(generation_id: str, document_id: str) -> Work | None:
    """What is needed to cut a document for a generation; None when there is nothing to do."""
    row = living(generation_id)
    reading = pipeline.again(document_id, (row.chunk_tokens, row.chunk_overlap)) if row is not None else None
    if row is None or reading is None:
        return None
    document = Document.get_by_id(document_id)
    is_building = row.state is GenerationState.BUILDING
    return Work(reading, document.source is Source.UPLOAD, document.title, row.org_id, row.model, is_building)


def keep(generation_id: str, work_: Work, cut: Sequence[dict[str, Any]], found: Sequence[bytes]) -> None:
    """Write a document into a generation whole, unless either went on without us."""
    row, id_ = living(generation_id), work_.reading.document_id
    document: Document | None = Document.get_or_none(Document.id == id_)
    if row is None or document is None or document.content_version != work_.reading.version or not document.chunk_count:
        return
    if Chunk.select().where((Chunk.document_id == id_) & (Chunk.generation == row.number)).exists():
        return
    since: Any = writing_connection().execute(_SINCE, (id_,)).fetchall()
    keys = rows.insert_chunks(
        document, cut, row.number, since[0][0]
    )  # the text is as old as it was: `as_of` asks for that
    if found and work_.model is not None:
        vectors.keep(embedding.owner_of(document, row.number), work_.model, dict(zip(keys, found, strict=True)))
    writing_connection().execute(_DONE, (row.id,))
    rows.feed([document])


def newest_change() -> int:
    """How far the index has to come to hold all that was written."""
    return changes.newest(reading_connection())


def is_indexed(reached: int, upto: int) -> bool:
    """Whether an index that has reached this change holds all passages up to that one."""
    waiting = changes.after(reading_connection(), reached, (projection.KIND,), 1)
    return not waiting or waiting[0].sequence > upto


def recount(base_id: str, after: str, limit: int) -> str | None:
    """Bring the counts of passages of some documents in line with the serving generation; the last id, or None."""
    found: Any = writing_connection().execute(_MISCOUNTED, (base_id, after, limit)).fetchall()
    counts = dict(found)
    moves, changed = Moves(), []
    for document in Document.select().where(Document.id.in_(list(counts))):
        count = counts[document.id]
        if count and count != document.chunk_count:
            moves.out_of(base_id, document.state, document.chunk_count)
            moves.into(base_id, document.state, count)
            document.change(chunk_count=count)
            changed.append(document)
    moves.write()
    rows.announce(changed)
    return found[-1][0] if found else None


def purge(generation_id: str, after: str, limit: int) -> str | None:
    """Take some documents out of a dropped generation; the last id, or None when it is empty and gone."""
    row: Generation | None = Generation.get_or_none(Generation.id == generation_id)
    if row is None:
        return None
    if row.state is not GenerationState.DROPPED:
        raise GiveUp("Only a dropped generation is purged")
    held: Any = writing_connection().execute(_HOLDING, (row.knowledge_base_id, after, row.number, limit)).fetchall()
    if not held:
        row.remove()
        return None
    documents = list(Document.select().where(Document.id.in_([id_ for (id_,) in held])))
    vectors.drop([(generations.place(one.id, row.number), one.org_id) for one in documents])
    Chunk.delete().where(
        Chunk.document_id.in_([one.id for one in documents]) & (Chunk.generation == row.number)
    ).execute()
    rows.feed(documents)
    return str(held[-1][0])
