"""Named positions: how far each listener of the ledger has read, when each chore was last due."""

from typing import Any

import apsw


def get(connection: apsw.Connection, name: str) -> int | None:
    """The position, or None when it was never put."""
    rows: Any = connection.execute("SELECT sequence FROM store_cursor WHERE name = ?", (name,)).fetchall()
    return int(rows[0][0]) if rows else None


def put(connection: apsw.Connection, name: str, sequence: int) -> None:
    """Set the position, with the open unit."""
    connection.execute("INSERT OR REPLACE INTO store_cursor (name, sequence) VALUES (?, ?)", (name, sequence))
