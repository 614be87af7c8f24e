"""How a document becomes entries of the search index: one for each passage, in the containers `kb_` and `doc_`.

The passages of every generation are there, each in the containers (places) of its own.

The index follows the feed's word `passages`, which is given only when what search holds of a document is not right
any more; states and counts are told to browsers without indexing anything again.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from appliance.rooms.knowledge.collections.generations import place
from appliance.rooms.knowledge.documents.tables import Chunk, Document
from appliance.store.search import Entry

KIND = "passages"
_ENTRIES = """
SELECT c.id, d.id, d.knowledge_base_id, d.title, c.heading, c.text, d.language, c.generation
FROM documents_document d JOIN documents_chunk c ON c.document_id = d.id
WHERE d.id IN (SELECT value FROM json_each(?)) AND d.state IN ('indexing', 'ready')
ORDER BY d.id, c.generation, c.ordinal
"""
_EVERYTHING = """
SELECT id FROM documents_document WHERE id > ? AND state IN ('indexing', 'ready') ORDER BY id LIMIT ?
"""


def entries(document_ids: Sequence[str]) -> list[Entry]:
    """The entries of these documents; none for one that is gone or not to be found."""
    rows: Any = Chunk.raw(_ENTRIES, orjson.dumps(list(document_ids)).decode()).tuples()
    return [
        Entry(
            key=key, owner=owner, kind=Document.prefix,
            containers=(place(base_id, number), place(owner, number)), title=title,
            heading=heading, text=text, language=language,
        )
        for key, owner, base_id, title, heading, text, language, number in rows
    ]  # fmt: skip


def everything(after: str, limit: int) -> list[str]:
    """The documents behind this id, in order, for a rebuild."""
    rows: Any = Document.raw(_EVERYTHING, after, limit).tuples()
    return [id_ for (id_,) in rows]
