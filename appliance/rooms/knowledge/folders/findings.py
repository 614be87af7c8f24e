"""What a look at a folder writes: files that are new, changed, back or gone. Short units that may run twice."""

from collections.abc import Sequence
from typing import Any

import orjson

from appliance.engines.folder import Seen
from appliance.kernel import clock
from appliance.kernel.ids import new_id
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.folders import policy, queries
from appliance.rooms.knowledge.folders.queries import Known
from appliance.rooms.knowledge.folders.tables import FileState, WatchedFile, WatchedFolder
from appliance.store.unit import writing_connection

AT_ONCE = 500
REMOVED_AT_ONCE = 50
_DIFFERS = """
UPDATE folders_watched_file SET size = ?, mtime_ns = ?, missing_since = NULL, updated_at = ?, version = version + 1,
  state = CASE state WHEN 'left_out' THEN state ELSE 'growing' END WHERE id = ?
"""
_BACK = """
UPDATE folders_watched_file SET missing_since = NULL, updated_at = ?, version = version + 1,
  state = CASE WHEN state <> 'missing' THEN state WHEN error_code IS NULL THEN 'stored' ELSE 'growing' END
WHERE id IN (SELECT value FROM json_each(?))
"""
_MISS = """
UPDATE folders_watched_file SET missing_since = ?, updated_at = ?, version = version + 1,
  state = CASE WHEN document_id IS NULL THEN state ELSE 'missing' END
WHERE id IN (
  SELECT id FROM folders_watched_file AS f WHERE folder_id = ? AND path > ? AND (? IS NULL OR path <= ?)
    AND missing_since IS NULL AND path NOT IN (SELECT value FROM json_each(?))
    AND NOT EXISTS (SELECT 1 FROM json_each(?) AS shut WHERE substr(f.path, 1, length(shut.value)) = shut.value)
  LIMIT ?)
"""
_FORGET = "DELETE FROM folders_watched_file WHERE folder_id = ? AND missing_since IS NOT NULL AND document_id IS NULL"


def note(
    folder: WatchedFolder, new: Sequence[Seen], differing: Sequence[tuple[Known, Seen]], back: Sequence[str]
) -> None:
    """Write down files that were not known, those that are not what they were, and those that are there again."""
    now, connection = clock.now_ms(), writing_connection()
    present = queries.known(folder.id, [seen.path for seen in new])
    WatchedFile.add_many(
        {"id": new_id(WatchedFile.prefix), "org_id": folder.org_id, "folder_id": folder.id, "path": seen.path,
         "size": seen.size, "mtime_ns": seen.mtime_ns, "state": FileState.GROWING}
        for seen in new if seen.path not in present
    )  # fmt: skip
    connection.executemany(_DIFFERS, [(seen.size, seen.mtime_ns, now, known.id) for known, seen in differing])
    if back:
        connection.execute(_BACK, (now, orjson.dumps(list(back)).decode()))


def miss(folder_id: str, after: str, upto: str | None, seen: Sequence[str], shut: Sequence[str]) -> bool:
    """Write down that files behind `after` and up to `upto` are not there, some at once; False when none is left.

    Nothing is known of what lies in folders that are shut.
    """
    now, connection = clock.now_ms(), writing_connection()
    lists = (orjson.dumps(list(seen)).decode(), orjson.dumps(list(shut)).decode())
    connection.execute(_MISS, (now, now, folder_id, after, upto, upto, *lists, AT_ONCE))
    return bool(connection.changes())


def forget(folder_id: str) -> None:
    """Forget files that went before they were documents."""
    writing_connection().execute(_FORGET, (folder_id,))


def remove_gone(folder_id: str, before_ms: int) -> int:
    """Remove the documents of files that have been missing since before this moment, some at once; how many."""
    rows = queries.gone(folder_id, before_ms, REMOVED_AT_ONCE)
    for row in rows:
        document: Any = Document.get_or_none(Document.id == row.document_id)
        row.remove()
        base = document and KnowledgeBase.get_or_none(KnowledgeBase.id == document.knowledge_base_id)
        if base is not None:
            documents.remove_document(document, by=policy.house(base))
    return len(rows)
