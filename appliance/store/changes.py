"""The feed of changed rows that index, vectors and live read: one row per (kind, id), with its newest sequence."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import apsw

PARKED = "work.feed_again"
"""The chore as which a change that search could not take lies buried in the queue."""


@dataclass(frozen=True, slots=True)
class Change:
    sequence: int
    kind: str
    id: str
    org_id: str


def add(connection: apsw.Connection, kind: str, id: str, org_id: str) -> int:
    """Say that a row changed; the answer is the sequence. REPLACE gives a new one, so a reader behind sees it once."""
    connection.execute("INSERT OR REPLACE INTO store_change (kind, id, org_id) VALUES (?, ?, ?)", (kind, id, org_id))
    return connection.last_insert_rowid()


def after(connection: apsw.Connection, sequence: int, kinds: Collection[str], limit: int = 500) -> list[Change]:
    """The changes of these kinds behind `sequence`, oldest first."""
    marks = ", ".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT sequence, kind, id, org_id FROM store_change WHERE sequence > ? AND kind IN ({marks})"
        " ORDER BY sequence LIMIT ?",
        (sequence, *kinds, limit),
    )
    return [Change(*row) for row in rows]


def newest(connection: apsw.Connection) -> int:
    """The newest sequence ever given, 0 when there is none."""
    rows: Any = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'store_change'").fetchall()
    return int(rows[0][0]) if rows else 0
