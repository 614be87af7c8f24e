"""How a document becomes entries of the search index: one for each passage, in the containers `kb_` and `doc_`.

Which version was handed over is remembered until the index says that it holds it; losing that memory costs a second
handing over at the next start, never a wrong `ready`.
"""

from collections.abc import Sequence
from threading import Lock

from appliance.rooms.knowledge.documents.tables import Chunk, Document, State
from appliance.store.search import Entry

_SEARCHED = (State.INDEXING, State.READY)
_handed: dict[str, int] = {}
_lock = Lock()


def entries(document_ids: Sequence[str]) -> list[Entry]:
    """The entries of these documents; none for one that is gone or not to be found."""
    rows = Document.select().where(Document.id.in_(list(document_ids)) & Document.state.in_(_SEARCHED))
    documents = {row.id: row for row in rows}
    found = [_entry(documents[row[1]], row) for row in _chunks(list(documents))]
    with _lock:
        _handed.update({id_: row.content_version for id_, row in documents.items()})
    return found


def taken(document_ids: Sequence[str]) -> dict[str, int]:
    """The versions that were handed over last, and forget them."""
    with _lock:
        return {id_: _handed.pop(id_) for id_ in document_ids if id_ in _handed}


def _chunks(document_ids: list[str]) -> list[tuple[str, str, str, str]]:
    chunks = Chunk.select(Chunk.id, Chunk.document_id, Chunk.heading, Chunk.text)
    rows = chunks.where(Chunk.document_id.in_(document_ids)).order_by(Chunk.document_id, Chunk.ordinal)
    return list(rows.tuples())


def _entry(document: Document, chunk: tuple[str, str, str, str]) -> Entry:
    key, owner, heading, text = chunk
    return Entry(
        key=key, owner=owner, kind=Document.prefix, containers=(document.knowledge_base_id, document.id),
        title=document.title, heading=heading, text=text, language=document.language,
    )  # fmt: skip
