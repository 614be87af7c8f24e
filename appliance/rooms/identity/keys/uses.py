"""Last use of keys and tokens, kept in memory and written in batches."""

from appliance.kernel import current
from appliance.store.table import bound


class Uses:
    """Last uses of the rows of one table that has the columns last_used_at and last_used_address."""

    def __init__(self, statement: str) -> None:
        self._statement = statement
        self._used: dict[str, tuple[int, str]] = {}  # id -> moment, address

    def note(self, id: str, now: int, address: str) -> None:
        """Note a use."""
        self._used[id] = (now, address)

    @property
    def are_waiting(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._used)

    def write(self) -> None:
        """Write what was noted, inside a unit."""
        batch = dict(self._used)
        bound.connection().executemany(
            self._statement, [(moment, address, id_) for id_, (moment, address) in batch.items()]
        )
        current.after_commit(lambda: self._forget(batch))

    def _forget(self, batch: dict[str, tuple[int, str]]) -> None:
        for id_, use in batch.items():
            if self._used.get(id_) == use:
                del self._used[id_]


of_keys = Uses("UPDATE keys_api_key SET last_used_at = ?, last_used_address = ? WHERE id = ?")
