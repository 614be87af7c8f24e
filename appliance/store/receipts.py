"""Receipts of answered POSTs (semantics section 6): written in the unit of the change, kept for 24 hours."""

from dataclasses import dataclass

import apsw

from appliance.kernel import clock
from appliance.kernel.room import RawReader


@dataclass(frozen=True, slots=True)
class Receipt:
    """The first answer. `body` is sealed when the reply carried a secret; `body_hash` tells another request apart."""

    body_hash: bytes
    status: int
    location: str | None
    body: bytes
    is_sealed: bool


def find(reader: RawReader, scope: str, key_hash: bytes) -> Receipt | None:
    """The receipt of this key in this scope (credential and row), if it is younger than a day."""
    row = reader.one(
        "SELECT body_hash, status, location, body, is_sealed FROM store_receipt"
        " WHERE scope = ? AND key_hash = ? AND created_at > ?",
        (scope, key_hash, clock.now_ms() - clock.DAY),
    )
    if row is None:
        return None
    body_hash, status, location, body, is_sealed = row
    return Receipt(body_hash, status, location, body, bool(is_sealed))


def keep(connection: apsw.Connection, scope: str, key_hash: bytes, receipt: Receipt) -> None:
    """Write a receipt with the open unit."""
    connection.execute(
        "INSERT OR REPLACE INTO store_receipt"
        " (scope, key_hash, body_hash, status, location, body, is_sealed, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (scope, key_hash, receipt.body_hash, receipt.status, receipt.location, receipt.body,
         int(receipt.is_sealed), clock.now_ms()),
    )  # fmt: skip


def sweep(connection: apsw.Connection) -> int:
    """Forget receipts older than a day."""
    connection.execute("DELETE FROM store_receipt WHERE created_at <= ?", (clock.now_ms() - clock.DAY,))
    return int(connection.changes())
