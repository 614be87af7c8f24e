"""Every change, who made it, when and from where: append-only rows in a hash chain.

The chain covers a digest of each row's data, so data can be blanked for a person's sake and the chain still verifies.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import apsw
import orjson

from appliance.kernel import clock, current
from appliance.kernel.event import Event

GENESIS = bytes(32)
_COLUMNS = (
    "sequence, at, org_id, actor_id, actor_kind, credential_id, address, request_id, name, digest, previous, hash, data"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger."""

    sequence: int
    at: int
    org_id: str
    actor_id: str
    actor_kind: str
    credential_id: str
    address: str
    request_id: str
    name: str
    digest: bytes
    previous: bytes
    hash: bytes
    data: dict[str, Any]
    is_blank: bool  # its data was taken away for the sake of whom or what it named


def append(connection: apsw.Connection, event: Event) -> None:
    """Append an event. The head is read inside the unit, so a unit that rolls back breaks nothing."""
    head: Any = connection.execute("SELECT sequence, hash FROM store_ledger ORDER BY sequence DESC LIMIT 1").fetchall()
    sequence, previous = (head[0][0] + 1, head[0][1]) if head else (1, GENESIS)
    actor = current.actor.get()
    facts = event.facts()
    data = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    row = (
        sequence, clock.now_ms(), facts.get("org_id") or actor.org_id, actor.id, actor.kind, actor.credential_id,
        current.address.get(), current.request_id.get(), event.event_name, hashlib.sha256(data).digest(), previous,
    )  # fmt: skip
    connection.execute(
        f"INSERT INTO store_ledger ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, link(row), data.decode()),
    )


def link(row: tuple[Any, ...]) -> bytes:
    """The hash of a row: SHA-256 over its columns up to `previous`, as JSON."""
    plain = [value.hex() if isinstance(value, bytes) else value for value in row]
    return hashlib.sha256(orjson.dumps(plain)).digest()


def after(connection: apsw.Connection, sequence: int, limit: int = 500) -> list[Entry]:
    """Entries behind `sequence`, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM store_ledger WHERE sequence > ? ORDER BY sequence LIMIT ?", (sequence, limit)
    )
    return [_entry(row) for row in rows]


def _entry(row: Any) -> Entry:
    columns: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    is_blank = columns["data"] is None
    columns["data"] = {} if is_blank else orjson.loads(columns["data"])
    return Entry(**columns, is_blank=is_blank)


_BLANK = """
UPDATE store_ledger SET data = NULL
WHERE sequence <= ? AND data IS NOT NULL AND name IN (SELECT value FROM json_each(?))
  AND EXISTS (SELECT 1 FROM json_each(store_ledger.data) fact JOIN json_each(?) id ON fact.value = id.value)
"""


def blank(connection: apsw.Connection, ids: Sequence[str], names: Sequence[str], up_to: int) -> int:
    """Take away what entries of these names tell of these things; how many. Who did it and when stays in the chain."""
    connection.execute(_BLANK, (up_to, orjson.dumps(names).decode(), orjson.dumps(ids).decode()))
    return int(connection.changes())


def newest(connection: apsw.Connection) -> int:
    """The newest entry's sequence, 0 when there is none."""
    found: Any = connection.execute("SELECT coalesce(max(sequence), 0) FROM store_ledger").fetchall()[0][0]
    return int(found)


def verify(connection: apsw.Connection) -> int | None:
    """Walk the chain: the sequence of the first entry that was edited, removed or moved; None when it is whole."""
    previous, expected = GENESIS, 1
    row: Any
    for row in connection.execute(f"SELECT {_COLUMNS} FROM store_ledger ORDER BY sequence"):
        entry = _entry(row)
        whole = row[12] is None or hashlib.sha256(row[12].encode()).digest() == entry.digest
        linked = entry.previous == previous and entry.hash == link(row[:11])
        if entry.sequence != expected or not whole or not linked:
            return expected
        previous, expected = entry.hash, entry.sequence + 1
    return None
