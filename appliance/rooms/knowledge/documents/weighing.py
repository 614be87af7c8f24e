"""What documents weigh for quotas: one each, their file or pushed text, and the former files of them that are kept.

They count for whoever added them, also where somebody else replaces or moves them: that can be counted again any time.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from appliance.rooms.knowledge import quotas
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents.tables import Document
from appliance.rooms.knowledge.quotas import Scope
from appliance.rooms.knowledge.quotas.actions import Truth
from appliance.store.unit import reading_connection

_FORMER = """
SELECT document_id, sum(size_bytes) FROM documents_revision
WHERE document_id IN (SELECT value FROM json_each(?)) GROUP BY document_id
"""
_TRUTH = """
WITH kept (org_id, base_id, person_id, documents, bytes) AS (
  SELECT org_id, knowledge_base_id, added_by, count(*), sum(size_bytes) FROM documents_document GROUP BY 1, 2, 3
  UNION ALL
  SELECT d.org_id, d.knowledge_base_id, d.added_by, 0, sum(r.size_bytes)
  FROM documents_revision r JOIN documents_document d ON d.id = r.document_id GROUP BY 1, 2, 3
)
SELECT org_id, base_id, person_id, sum(documents), sum(bytes) FROM kept GROUP BY 1, 2, 3
"""


def take_in(base: KnowledgeBase, sizes: Sequence[int], person_id: str) -> None:
    """Count new documents of these sizes; QuotaFull when they do not fit."""
    quotas.Charge(base.org_id).add(base.id, person_id, len(sizes), sum(sizes)).write()


def grow(document: Document, size_bytes: int) -> None:
    """Count that a document weighs so much more, or less below zero; QuotaFull when it does not fit."""
    quotas.Charge(document.org_id).add(document.knowledge_base_id, document.added_by, 0, size_bytes).write()


def carry(document: Document, to_id: str) -> None:
    """Count a document in another base; QuotaFull when it does not fit there."""
    size = document.size_bytes + _former([document]).get(document.id, 0)
    charge = quotas.Charge(document.org_id).add(document.knowledge_base_id, document.added_by, -1, -size)
    charge.add(to_id, document.added_by, 1, size).write()


def give_back(documents: Sequence[Document]) -> None:
    """Count documents out that are cleared away, with their former files."""
    former = _former(documents)
    charges: dict[str, quotas.Charge] = {}
    for one in documents:
        charge = charges.setdefault(one.org_id, quotas.Charge(one.org_id))
        charge.add(one.knowledge_base_id, one.added_by, -1, -one.size_bytes - former.get(one.id, 0))
    for charge in charges.values():
        charge.write()


def _former(documents: Sequence[Document]) -> dict[str, int]:
    ids = orjson.dumps([one.id for one in documents]).decode()
    rows: Any = reading_connection().execute(_FORMER, (ids,)).fetchall()
    return dict(rows)


def truth() -> Truth:
    """What everybody, every base and every organisation keeps, counted anew from the rows."""
    found: dict[tuple[str, Scope, str], tuple[int, int]] = {}
    rows: Any = reading_connection().execute(_TRUTH).fetchall()
    for org_id, base_id, person_id, documents, size in rows:
        for scope, id_ in ((Scope.BASE, base_id), (Scope.PERSON, person_id), (Scope.ORGANISATION, org_id)):
            had = found.get((org_id, scope, id_), (0, 0))
            found[org_id, scope, id_] = (had[0] + documents, had[1] + size)
    return found


def is_right() -> bool:
    """Whether every count is the truth; reads both in one snapshot."""
    return not quotas.differing(truth())


def set_right() -> int:
    """Set counts to the truth; how many were wrong."""
    return quotas.recount(truth())
