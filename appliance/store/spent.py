"""Signatures that were used: each works once, also after a restart. Kept longer than any of them could be valid."""

from appliance.kernel import clock
from appliance.store.unit import writing_connection


def spend(pair: bytes) -> bool:
    """Note a used signature in the open writing unit; False when it was used before."""
    connection, now = writing_connection(), clock.now_ms()
    connection.execute("DELETE FROM store_spent WHERE spent_at < ?", (now - clock.HOUR,))
    connection.execute("INSERT OR IGNORE INTO store_spent (pair, spent_at) VALUES (?, ?)", (pair, now))
    return bool(connection.changes())
