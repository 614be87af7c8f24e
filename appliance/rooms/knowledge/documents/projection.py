"""How a document becomes entries of the search index: one for each passage, in the containers `kb_` and `doc_`.

The index follows the feed's word `passages`, which is given only when what search holds of a document is not right
any more; states and counts are told to browsers without indexing anything again.
"""

from collections.abc import Sequence
from typing import Any

from appliance.rooms.knowledge.documents.tables import Chunk, Document, State
from appliance.store.search import Entry

KIND = "passages"
_SEARCHED = (State.INDEXING, State.READY)
_ChunkRow = tuple[str, str, str, str]


def entries(document_ids: Sequence[str]) -> list[Entry]:
    """The entries of these documents; none for one that is gone or not to be found."""
    rows = Document.select().where(Document.id.in_(list(document_ids)) & Document.state.in_(_SEARCHED))
    documents = {row.id: row for row in rows}
    return [_entry(documents[row[1]], row) for row in _chunks(list(documents))] if documents else []


def everything(after: str, limit: int) -> list[str]:
    """The documents behind this id, in order, for a rebuild."""
    rows: Any = Document.select(Document.id).where((Document.id > after) & Document.state.in_(_SEARCHED))
    return [id_ for (id_,) in rows.order_by(Document.id).limit(limit).tuples()]


def _chunks(document_ids: list[str]) -> list[_ChunkRow]:
    chunks: Any = Chunk.select(Chunk.id, Chunk.document_id, Chunk.heading, Chunk.text)
    rows = chunks.where(Chunk.document_id.in_(document_ids)).order_by(Chunk.document_id, Chunk.ordinal)
    return list(rows.tuples())


def _entry(document: Document, chunk: _ChunkRow) -> Entry:
    key, owner, heading, text = chunk
    return Entry(
        key=key, owner=owner, kind=Document.prefix, containers=(document.knowledge_base_id, document.id),
        title=document.title, heading=heading, text=text, language=document.language,
    )  # fmt: skip
