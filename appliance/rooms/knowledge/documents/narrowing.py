"""Which documents a search is narrowed to: by what they are, what is known of them, and when their text held.

Decision: the text of a document was current at a moment if it was stored by then and is the newest still. A text that
was replaced since then is a matter of `former`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson

from appliance.store.unit import reading_connection

Clause = tuple[str, tuple[Any, ...]]
_FACT = """
EXISTS (SELECT 1 FROM json_each(d.metadata) AS fact WHERE fact.key = ? AND ({whole} OR
  (fact.type = 'array' AND EXISTS (SELECT 1 FROM json_each(fact.value) AS part WHERE {part}))))
"""
_SIGNS = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}
_AMONG = "IN (SELECT value FROM json_each(?))"
_TAG = "EXISTS (SELECT 1 FROM json_each(d.tags) AS tag WHERE tag.value IN (SELECT value FROM json_each(?)))"
_ENDING = "lower(d.filename) LIKE '%.' || ? ESCAPE '!'"
_MATCHING = """
SELECT d.id, d.knowledge_base_id FROM documents_document AS d
WHERE d.knowledge_base_id IN (SELECT value FROM json_each(?)) AND d.state = 'ready'
"""
STOOD = """
EXISTS (SELECT 1 FROM documents_text AS t
  WHERE t.document_id = d.id AND t.number = d.content_version AND t.created_at <= ?)
"""
_PAGED = """
EXISTS (SELECT 1 FROM documents_chunk AS c
  WHERE c.document_id = d.id AND coalesce(c.last_page, c.page) >= ? AND c.page <= ?)
"""
MOST_PAGES = 2**31


@dataclass(frozen=True, slots=True)
class Fact:
    """A test of one field of a document's metadata: equal (""), among ("in"), or gte, gt, lte, lt."""

    key: str
    test: str
    value: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search narrows documents by; moments are milliseconds, bounds are inclusive, lists mean any of them.

    `kinds` are sources (upload, pushed, web) or endings of file names. Pages narrow documents to those that have one of
    them; which passages are on them is the searcher's to see.
    """

    facts: tuple[Fact, ...] = ()
    title: str | None = None
    title_contains: str | None = None
    tags: Collection[str] = ()
    owner_ids: Collection[str] = ()
    languages: Collection[str] = ()
    kinds: Collection[str] = ()
    states: Collection[str] = ()
    document_ids: Collection[str] = ()
    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None
    page_from: int | None = None
    page_to: int | None = None
    as_of: int | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) not in (None, ()) for one in fields(self))

    def has_page(self, page: int | None, last: int | None) -> bool:
        """Whether a passage from this page (None: without pages) to the last one is on some of the wanted ones."""
        if self.page_from is None and self.page_to is None:
            return True
        return page is not None and (last or page) >= (self.page_from or 0) and page <= (self.page_to or MOST_PAGES)


def matching(
    wanted: Wanted, base_ids: Sequence[str], most: int, among: Collection[str] | None = None
) -> Mapping[str, str] | None:
    """The ready documents (`among` these) that the filters let through, with their bases; None if more than `most`."""
    found: list[Clause] = [] if among is None else [(f"d.id {_AMONG}", (_json(among),))]
    found += clauses(wanted)
    sql = "\n".join([_MATCHING, *(f"AND {clause}" for clause, _ in found), "LIMIT ?"])
    values = [value for _, values in found for value in values]
    rows: Any = reading_connection().execute(sql, (_json(base_ids), *values, most + 1)).fetchall()
    return None if len(rows) > most else dict(rows)


def clauses(wanted: Wanted) -> list[Clause]:
    """What documents, called `d`, must fulfil, each with its values."""
    found = [_fact(fact) for fact in wanted.facts]
    for clause, value in (
        ("d.title = ?", wanted.title),
        ("instr(lower(d.title), lower(?)) > 0", wanted.title_contains),
        ("d.created_at >= ?", wanted.created_from),
        ("d.created_at <= ?", wanted.created_to),
        ("d.updated_at >= ?", wanted.updated_from),
        ("d.updated_at <= ?", wanted.updated_to),
        (STOOD, wanted.as_of),
    ):
        if value is not None:
            found.append((clause, (value,)))
    if wanted.page_from is not None or wanted.page_to is not None:
        found.append((_PAGED, (wanted.page_from or 0, wanted.page_to or MOST_PAGES)))
    return [*found, *_lists(wanted)]


def _lists(wanted: Wanted) -> list[Clause]:
    """Fields of which any of several values will do; a document's tags and language may stand in its metadata too."""
    found: list[Clause] = []
    for column, key, values in (
        (_TAG, "tags", wanted.tags),
        (f"d.language {_AMONG}", "language", wanted.languages),
        (f"d.owner_id {_AMONG}", "owner", wanted.owner_ids),
        (f"d.state {_AMONG}", "state", wanted.states),
    ):
        if values:
            fact, named = _fact(Fact(key, "in", list(values)))
            found.append((f"({column} OR {fact})", (_json(values), *named)))
    if wanted.document_ids:
        found.append((f"d.id {_AMONG}", (_json(wanted.document_ids),)))
    if wanted.kinds:
        endings = [kind.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_") for kind in wanted.kinds]
        fact, named = _fact(Fact("kind", "in", list(wanted.kinds)))
        ways = " OR ".join([f"d.source {_AMONG}", fact, *([_ENDING] * len(endings))])
        found.append((f"({ways})", (_json(wanted.kinds), *named, *endings)))
    return found


def _fact(fact: Fact) -> Clause:
    if fact.test == "ne":
        clause, values = _fact(Fact(fact.key, "", fact.value))
        return f"NOT {clause}", values
    value = _json([_plain(one) for one in fact.value]) if fact.test == "in" else _plain(fact.value)
    clause = _FACT.format(whole=_tested("fact.value", fact), part=_tested("part.value", fact))
    return clause, (fact.key, value, value)


def _tested(column: str, fact: Fact) -> str:
    """The test of a value. SQLite orders every number before every text: like is compared with like alone."""
    if fact.test not in _SIGNS:
        return f"{column} {_AMONG}" if fact.test == "in" else f"{column} IS ?"
    kinds = "('text')" if isinstance(fact.value, str) else "('integer', 'real')"
    return f"typeof({column}) IN {kinds} AND {column} {_SIGNS[fact.test]} ?"


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _json(values: Collection[Any]) -> str:
    return orjson.dumps(list(values)).decode()
