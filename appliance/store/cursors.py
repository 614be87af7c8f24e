"""Named positions: how far each listener of the ledger has read, when each chore was last due."""

from collections.abc import Sequence
from typing import Any

import apsw
import orjson


def get(connection: apsw.Connection, name: str) -> int | None:
    """The position, or None when it was never put."""
    rows: Any = connection.execute("SELECT sequence FROM store_cursor WHERE name = ?", (name,)).fetchall()
    return int(rows[0][0]) if rows else None


def every(connection: apsw.Connection, names: Sequence[str]) -> dict[str, int]:
    """The positions of those of these names that were ever put."""
    wanted = "SELECT name, sequence FROM store_cursor WHERE name IN (SELECT value FROM json_each(?))"
    rows: Any = connection.execute(wanted, (orjson.dumps(names).decode(),)).fetchall()
    return dict(rows)


def put(connection: apsw.Connection, name: str, sequence: int) -> None:
    """Set the position, with the open unit."""
    connection.execute("INSERT OR REPLACE INTO store_cursor (name, sequence) VALUES (?, ?)", (name, sequence))


def put_all(connection: apsw.Connection, names: Sequence[str], sequence: int) -> None:
    """Set several positions to the same, with the open unit."""
    connection.execute(
        "INSERT OR REPLACE INTO store_cursor (name, sequence) SELECT value, ? FROM json_each(?)",
        (sequence, orjson.dumps(names).decode()),
    )
