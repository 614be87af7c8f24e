"""Takes the bytes of what was deleted off the disk: pages of the database, its log, receipts that tell of it.

Deleted rows leave bytes in free pages and in the unused parts of others. VACUUM writes every page anew; the checkpoint
cuts the log, in which old pages stand. Source: https://sqlite.org/pragma.html#pragma_secure_delete, sqlite.org/wal.html
"""

import time
from collections.abc import Sequence
from typing import Any

import apsw

from appliance.store.database import database
from appliance.store.unit import reading_connection, writing_connection

_TRIES, _PAUSE_SECONDS = 50, 0.1
_REMOVED = "SELECT sequence, name, data FROM store_ledger WHERE sequence > ? ORDER BY sequence LIMIT ?"


def size_bytes() -> int:
    """Of the database, with its free pages."""
    connection = reading_connection()
    return int(connection.pragma("page_count")) * int(connection.pragma("page_size"))


def rewrite() -> None:
    """Write every page of the database anew, in the writer's turn: whatever is to be written waits meanwhile."""
    database().writer.aside(_vacuum).future.result()


def cut_log() -> bool:
    """Bring the log into the database and cut it to nothing; False when a reader kept it from being cut."""
    for _ in range(_TRIES):
        if database().writer.aside(_checkpoint).future.result():
            return True
        time.sleep(_PAUSE_SECONDS)
    return False


def _vacuum(connection: apsw.Connection) -> None:
    connection.execute("PRAGMA temp_store=FILE")
    try:
        connection.execute("VACUUM")
    finally:
        connection.execute("PRAGMA temp_store=MEMORY")


def _checkpoint(connection: apsw.Connection) -> bool:
    rows: Any = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return int(rows[0][0]) == 0


def forget_receipts(ids: Sequence[str]) -> int:
    """Drop the receipts whose answers name any of these things; the answer counts them."""
    connection, count = writing_connection(), 0
    for id_ in ids:
        connection.execute("DELETE FROM store_receipt WHERE is_sealed = 0 AND instr(CAST(body AS TEXT), ?) > 0", (id_,))
        count += connection.changes()
    return count
