"""The texts that documents had at a moment and do not have any more: they are stored, but their passages are not.

Decision: a search as of a moment cuts them when it is asked, the youngest first and only so much of them as it can cut
in good time; the answer says how many it did not look into.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from appliance.rooms.knowledge.documents import narrowing
from appliance.rooms.knowledge.documents.narrowing import STOOD, Wanted
from appliance.store.unit import reading_connection

MOST_CHARACTERS: Final = 400_000
"""Of all texts that one search cuts."""
_FORMER: Final = f"""
SELECT t.id, d.id, t.number, d.knowledge_base_id, d.external_id, d.title, d.language, t.length
FROM documents_document AS d LEFT JOIN documents_text AS t ON t.document_id = d.id
  AND t.number = (SELECT max(o.number) FROM documents_text AS o WHERE o.document_id = d.id AND o.created_at <= ?)
WHERE d.knowledge_base_id IN (SELECT value FROM json_each(?)) AND d.state = 'ready'
  AND d.created_at <= ? AND NOT {STOOD}
"""
_TEXTS: Final = "SELECT id, body, marks FROM documents_text WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class FormerText:
    """A text and whose it was; `number` is the version that it was of."""

    id: str
    document_id: str
    number: int
    knowledge_base_id: str
    external_id: str | None
    title: str
    language: str
    length: int
    body: str = ""
    marks: tuple[dict[str, Any], ...] = ()


def texts(wanted: Wanted, base_ids: Sequence[str]) -> tuple[list[FormerText], int]:
    """The texts of then, of documents of these bases that the filters let through, as many as may be cut.

    And how many more documents had another text then: it is forgotten, or too much.
    """
    moment = wanted.as_of
    if moment is None:
        return [], 0
    clauses = narrowing.clauses(replace(wanted, as_of=None, page_from=None, page_to=None))
    sql = "\n".join([_FORMER, *(f"AND {clause}" for clause, _ in clauses), "ORDER BY t.created_at DESC, t.id"])
    values = [value for _, values in clauses for value in values]
    rows: Any = reading_connection().execute(sql, (moment, _json(base_ids), moment, moment, *values))
    chosen: dict[str, FormerText] = {}
    left, left_out = MOST_CHARACTERS, 0
    for row in rows:
        if row[0] is None or row[-1] > left:
            left_out += 1
        else:
            chosen[row[0]], left = FormerText(*row), left - row[-1]
    bodies: Any = reading_connection().execute(_TEXTS, (_json(list(chosen)),)).fetchall()
    known = {id_: (body, tuple(orjson.loads(marks))) for id_, body, marks in bodies}
    return [replace(one, body=known[one.id][0], marks=known[one.id][1]) for one in chosen.values()], left_out


def _json(values: Sequence[str]) -> str:
    return orjson.dumps(list(values)).decode()
