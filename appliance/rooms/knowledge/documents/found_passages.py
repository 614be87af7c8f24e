"""From what the index found to what may be shown: rows are read anew, so nothing removed or unready gets through.

Decision: the index may lag behind the database; a passage counts only while its document is ready, its base is among
the asker's, and it belongs to the newest text and to the generation that serves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.store.unit import reading_connection

_BY_KEY = """
SELECT c.id, c.document_id, d.external_id, d.knowledge_base_id, d.title, c.text, c.page, c.start, c."end", c.heading,
       c.link, d.language, d.content_version, c.generation, c.ordinal, c.last_page
FROM documents_chunk c JOIN documents_document d ON d.id = c.document_id
WHERE c.id IN (SELECT value FROM json_each(?))
  AND d.state = 'ready' AND c.content_version = d.content_version
"""
_SLICES = """
SELECT substr(t.body, asked.value ->> 2 + 1, asked.value ->> 3 - asked.value ->> 2)
FROM json_each(?) AS asked
LEFT JOIN documents_text t ON t.document_id = asked.value ->> 0 AND t.number = asked.value ->> 1
ORDER BY asked.key
"""
_LANGUAGES = """
SELECT language FROM documents_language_tally
WHERE knowledge_base_id IN (SELECT value FROM json_each(?)) AND language <> ''
GROUP BY language HAVING SUM(document_count) > 0 ORDER BY SUM(document_count) DESC, language LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """One passage with what is shown of its document."""

    chunk_id: str
    document_id: str
    external_id: str | None
    knowledge_base_id: str
    title: str
    text: str
    page: int | None
    start: int
    end: int
    heading: str
    link: str | None
    language: str
    version: int
    generation: int
    ordinal: int
    last_page: int | None = None
    is_former: bool = False
    """Whether it is of a text that was replaced."""


def by_key(keys: Sequence[str], numbers: Mapping[str, int]) -> dict[str, FoundPassage]:
    """The passages of these chunk ids that may be shown, by base and number of its generation."""
    rows: Any = reading_connection().execute(_BY_KEY, (_json(keys),)).fetchall()
    found = (FoundPassage(*row) for row in rows)
    return {one.chunk_id: one for one in found if numbers.get(one.knowledge_base_id) == one.generation}


def slices(places: Sequence[tuple[str, int, int, int]]) -> list[str | None]:
    """The stored text from start to end of each (document, version, start, end), in their order; None without one."""
    if not places:
        return []
    rows: Any = reading_connection().execute(_SLICES, (_json(places),)).fetchall()
    return [text for (text,) in rows]


def languages(base_ids: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """The main languages of these bases, most frequent first."""
    return tuple(name for (name,) in reading_connection().execute(_LANGUAGES, (_json(base_ids), most)))


def _json(values: Collection[Any]) -> str:
    return orjson.dumps(list(values)).decode()
