"""Writes of many documents at once, as prepared statements: a push of a thousand takes a few of them, not thousands.

Every function works in the open unit and tells whoever follows: `doc` and `kb` to browsers, `passages` to the index.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.kernel import clock, current
from appliance.kernel.ids import new_id
from appliance.rooms.knowledge.collections import Moves, generations
from appliance.rooms.knowledge.documents import projection
from appliance.rooms.knowledge.documents.tables import Chunk, Document, LanguageTally, State, Text
from appliance.store import vectors
from appliance.store.unit import writing_connection

_MOVE = """
UPDATE documents_document SET state = ?, progress = ?, error_code = ?, error_message = ?, updated_at = ?,
  version = version + 1 WHERE id IN (SELECT value FROM json_each(?))
"""
_KEEP = """
UPDATE documents_document SET state = ?, progress = ?, chunk_count = ?, language = ?, page_count = ?,
  media_type = ?, title = ?, updated_at = ?, version = version + 1 WHERE id = ?
"""
_CHUNK = """
INSERT INTO documents_chunk (id, org_id, created_at, updated_at, version, document_id, content_version, ordinal, start,
  "end", page, heading, link, text, generation, last_page)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_NUMBERS = """
SELECT DISTINCT document_id, generation FROM documents_chunk WHERE document_id IN (SELECT value FROM json_each(?))
"""
_SPEAK = """
INSERT INTO documents_language_tally
  (id, org_id, created_at, updated_at, version, knowledge_base_id, language, document_count)
VALUES (?, ?, ?, ?, 1, ?, ?, ?)
ON CONFLICT (knowledge_base_id, language) DO UPDATE SET document_count = document_count + excluded.document_count
"""
_CLEAR = (
    "DELETE FROM documents_revision WHERE document_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM documents_sketch WHERE document_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM documents_twin WHERE document_id IN (SELECT value FROM json_each(?))",
    "DELETE FROM documents_twin WHERE other_id IN (SELECT value FROM json_each(?))",
)
PROGRESS = {State.EMBEDDING: 70, State.INDEXING: 90}


@dataclass(frozen=True, slots=True)
class Read:
    """What a document becomes when its text is cut: `chunks` are rows without ids."""

    document: Document
    chunks: Sequence[dict[str, Any]]
    language: str
    page_count: int | None
    media_type: str
    title: str


def move(
    documents: Sequence[Document], state: State, progress: int, error: tuple[str | None, str | None] = (None, None)
) -> None:
    """Bring documents into a state with the chunks they have."""
    now = clock.now_ms()
    writing_connection().execute(_MOVE, (state, progress, *error, now, _ids(documents)))
    moves = Moves()
    for document in documents:
        moves.out_of(document.knowledge_base_id, document.state, document.chunk_count)
        moves.into(document.knowledge_base_id, state, document.chunk_count)
        document.state, document.progress = state, progress
        document.error_code, document.error_message = error
        document.updated_at, document.version = now, document.version + 1
    moves.write()
    announce(documents)


def keep(found: Sequence[Read], state: State) -> None:
    """Write passages and what was learnt of their documents, which now wait for vectors or for the index."""
    now = clock.now_ms()
    drop_chunks([read.document for read in found])
    numbers = generations.serving(list({read.document.knowledge_base_id for read in found}))
    for read in found:
        insert_chunks(read.document, read.chunks, numbers.get(read.document.knowledge_base_id, 1))
    _speak(found)
    moves = Moves()
    for read in found:
        base_id = read.document.knowledge_base_id
        moves.out_of(base_id, read.document.state, read.document.chunk_count)
        moves.into(base_id, state, len(read.chunks))
    moves.write()
    learnt = [
        (state, PROGRESS[state], len(read.chunks), read.language, read.page_count, read.media_type, read.title, now,
         read.document.id)
        for read in found
    ]  # fmt: skip
    writing_connection().executemany(_KEEP, learnt)
    announce([read.document for read in found])
    if state is State.INDEXING:
        feed([read.document for read in found])


def insert_chunks(
    document: Document, cut: Sequence[dict[str, Any]], number: int, since: int | None = None
) -> list[str]:
    """Write the passages of a document in one generation; the answer is their ids. They stand `since` then, or now."""
    now = clock.now_ms() if since is None else since
    fixed = (document.org_id, now, now, 1, document.id, document.content_version)
    chunks = [
        (new_id(Chunk.prefix), *fixed, chunk["ordinal"], chunk["start"], chunk["end"], chunk.get("page"),
         chunk.get("heading", ""), chunk.get("link"), chunk["text"], number, chunk.get("last_page"))
        for chunk in cut
    ]  # fmt: skip
    writing_connection().executemany(_CHUNK, chunks)
    return [chunk[0] for chunk in chunks]


def empty(documents: Sequence[Document]) -> None:
    """Take the passages of documents away which stay without any."""
    drop_chunks(documents)
    moves = Moves()
    for document in documents:
        moves.out_of(document.knowledge_base_id, document.state, document.chunk_count)
        document.change(chunk_count=0)
        moves.into(document.knowledge_base_id, document.state)
    moves.write()


def drop_chunks(documents: Sequence[Document]) -> None:
    """Take the passages of documents away in every generation, and their vectors; counts are the caller's matter."""
    orgs = {document.id: document.org_id for document in documents}
    held: Any = writing_connection().execute(_NUMBERS, (_ids(documents),)).fetchall()
    places = {generations.place(id_, number): orgs[id_] for id_, number in held}
    vectors.drop(list((orgs | places).items()))
    writing_connection().execute(
        "DELETE FROM documents_chunk WHERE document_id IN (SELECT value FROM json_each(?))", (_ids(documents),)
    )


Kept = tuple[Document, str, Sequence[dict[str, Any]], int | None]
"""A document with its text, the marks of that, and the version of the parser that read it, where one did."""


def store_texts(texts: Iterable[Kept]) -> None:
    """Keep texts as those of the documents' present versions, in place of an earlier try."""
    rows = list(texts)
    writing_connection().executemany(
        "DELETE FROM documents_text WHERE document_id = ? AND number = ?",
        [(document.id, document.content_version) for document, *_ in rows],
    )
    Text.add_many(
        {"org_id": document.org_id, "document_id": document.id, "number": document.content_version, "body": text,
         "length": len(text), "marks": list(marks), "parser": parser}
        for document, text, marks, parser in rows
    )  # fmt: skip


def clear(documents: Sequence[Document]) -> None:
    """Delete documents with their texts and passages; the counts of their base are the caller's matter."""
    drop_chunks(documents)
    ids = (_ids(documents),)
    writing_connection().execute(
        "DELETE FROM documents_text WHERE document_id IN (SELECT value FROM json_each(?))", ids
    )
    for statement in _CLEAR:
        writing_connection().execute(statement, ids)
    Document.delete().where(Document.id.in_([document.id for document in documents])).execute()
    announce(documents)
    feed(documents)


def hush(document: Document) -> None:
    """Take a document that goes out of the counts of its base's languages."""
    if document.language:
        _write_languages({(document.org_id, document.knowledge_base_id, document.language): -1})


def speak(document: Document) -> None:
    """Put a document that came in into the counts of its base's languages."""
    if document.language:
        _write_languages({(document.org_id, document.knowledge_base_id, document.language): 1})


def part(document: Document) -> None:
    """A document is no longer among its near duplicates; it is compared anew where it is now."""
    connection = writing_connection()
    connection.execute("DELETE FROM documents_twin WHERE ? IN (document_id, other_id)", (document.id,))
    connection.execute("UPDATE documents_sketch SET is_compared = 0 WHERE document_id = ?", (document.id,))


def announce(documents: Iterable[Document]) -> None:
    """Tell whoever watches these documents and their bases."""
    unit = current.open_unit()
    for document in documents:
        unit.changed(Document.prefix, document.id, document.org_id)
    for base_id, org_id in {(document.knowledge_base_id, document.org_id) for document in documents}:
        unit.changed("kb", base_id, org_id)


def feed(documents: Iterable[Document]) -> None:
    """Tell the index that what it holds of these documents is not right any more."""
    unit = current.open_unit()
    for document in documents:
        unit.changed(projection.KIND, document.id, document.org_id)


def _speak(found: Sequence[Read]) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    for read in found:
        place = (read.document.org_id, read.document.knowledge_base_id)
        if read.language != read.document.language:
            counts[*place, read.document.language] -= 1
            counts[*place, read.language] += 1
    _write_languages(counts)


def _write_languages(counts: dict[tuple[str, str, str], int]) -> None:
    now = clock.now_ms()
    rows = [
        (new_id(LanguageTally.prefix), org_id, now, now, base_id, language, count)
        for (org_id, base_id, language), count in counts.items()
        if language and count
    ]
    writing_connection().executemany(_SPEAK, rows)


def _ids(documents: Iterable[Document]) -> str:
    return orjson.dumps([document.id for document in documents]).decode()
