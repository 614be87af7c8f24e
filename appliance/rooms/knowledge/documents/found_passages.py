"""From what the index found to what may be shown: rows are read anew, so nothing removed or unready gets through.

Decision: the index may lag behind the database; a passage counts only while its document is ready, its base is among
the asker's, and it belongs to the newest text and to the generation that serves.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from appliance.rooms.knowledge.documents.tables import Document
from appliance.store.unit import reading_connection

_BY_KEY = """
SELECT c.id, c.document_id, d.external_id, d.knowledge_base_id, d.title, c.text, c.page, c.start, c."end", c.heading,
       c.link, d.language, d.content_version, c.generation, c.ordinal, c.last_page
FROM documents_chunk c JOIN documents_document d ON d.id = c.document_id
WHERE c.id IN (SELECT value FROM json_each(?))
  AND (d.knowledge_base_id, c.generation) IN (SELECT key, value FROM json_each(?))
  AND d.state = 'ready' AND c.content_version = d.content_version AND c.created_at <= ?
"""
_FACT = """
EXISTS (SELECT 1 FROM json_each(documents_document.metadata) AS fact WHERE fact.key = ? AND (fact.value IS ? OR
  (fact.type = 'array' AND EXISTS (SELECT 1 FROM json_each(fact.value) AS part WHERE part.value IS ?))))
"""
_MATCHING = """
SELECT id, knowledge_base_id FROM documents_document
WHERE knowledge_base_id IN (SELECT value FROM json_each(?)) AND state = 'ready'
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
ALWAYS = 2**62


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search narrows documents by; moments are milliseconds, bounds are inclusive."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str | None = None
    title_contains: str | None = None
    created_from: int | None = None
    created_to: int | None = None

    def __bool__(self) -> bool:
        texts = (self.title, self.title_contains, self.created_from, self.created_to)
        return bool(self.facts) or any(value is not None for value in texts)


def by_key(keys: Sequence[str], numbers: Mapping[str, int], until_ms: int | None = None) -> dict[str, FoundPassage]:
    """The passages of these chunk ids that may be shown, by base and number of its generation.

    With `until_ms`, only those that stood by then.
    """
    allowed = orjson.dumps(dict(numbers)).decode()
    limit = ALWAYS if until_ms is None else until_ms
    rows: Any = reading_connection().execute(_BY_KEY, (_json(keys), allowed, limit)).fetchall()
    return {row[0]: FoundPassage(*row) for row in rows}


def slices(places: Sequence[tuple[str, int, int, int]]) -> list[str | None]:
    """The stored text from start to end of each (document, version, start, end), in their order; None without one."""
    if not places:
        return []
    rows: Any = reading_connection().execute(_SLICES, (_json(places),)).fetchall()
    return [text for (text,) in rows]


def matching(
    wanted: Wanted, base_ids: Sequence[str], most: int, among: Collection[str] | None = None
) -> dict[str, str] | None:
    """The ready documents (`among` these) that the filters let through, with their bases; None if more than `most`."""
    sql: list[str] = [_MATCHING]
    params: list[Any] = [_json(base_ids)]
    if among is not None:
        sql.append("AND id IN (SELECT value FROM json_each(?))")
        params.append(_json(among))
    for clause, values in _clauses(wanted):
        sql.append(f"AND {clause}")
        params.extend(values)
    sql.append("LIMIT ?")
    rows: Any = Document.raw("\n".join(sql), *params, most + 1).tuples()
    found = dict(rows)
    return None if len(found) > most else found


def _clauses(wanted: Wanted) -> list[tuple[str, tuple[Any, ...]]]:
    found: list[tuple[str, tuple[Any, ...]]] = []
    for key, value in wanted.facts.items():
        plain = int(value) if isinstance(value, bool) else value
        found.append((_FACT, (key, plain, plain)))
    for clause, value in (
        ("title = ?", wanted.title),
        ("instr(lower(title), lower(?)) > 0", wanted.title_contains),
        ("created_at >= ?", wanted.created_from),
        ("created_at <= ?", wanted.created_to),
    ):
        if value is not None:
            found.append((clause, (value,)))
    return found


def languages(base_ids: Sequence[str], most: int = 3) -> tuple[str, ...]:
    """The main languages of these bases, most frequent first."""
    return tuple(name for (name,) in reading_connection().execute(_LANGUAGES, (_json(base_ids), most)))


def _json(values: Collection[Any]) -> str:
    return orjson.dumps(list(values)).decode()
