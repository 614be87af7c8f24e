"""From a presented secret to the row that it opens: the one way for every kind of key, current or rotated away."""

from dataclasses import dataclass
from typing import Any

import orjson

from appliance.kernel import crypt
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity.keys.networks import require_allowed


@dataclass(frozen=True, slots=True)
class Lookup:
    """How one kind of key is found: its prefix, the statement for its digest, and the one for the digest before.

    Both statements take one digest and select the same columns; the second one ends with the end (in milliseconds)
    of the time in which the old secret is still good. Kinds that cannot be rotated have none.
    """

    prefix: str
    current: str
    former: str | None = None

    def row(self, reader: RawReader, presented: Presented) -> tuple[Any, ...]:
        """The row of the secret. Unauthorized: malformed, unknown, or rotated away longer ago than its overlap."""
        if not crypt.is_well_formed(presented.secret, self.prefix):
            raise Unauthorized("invalid")
        digest = crypt.digest(presented.secret)
        row = reader.one(self.current, (digest,))
        return row if row is not None else self._former(reader, digest, presented.now_ms)

    def _former(self, reader: RawReader, digest: bytes, now_ms: int) -> tuple[Any, ...]:
        row = None if self.former is None else reader.one(self.former, (digest,))
        if row is None:
            raise Unauthorized("invalid")
        if now_ms >= row[-1]:
            raise Unauthorized("expired")
        return row[:-1]


def require_open(presented: Presented, expires_at: int | None, networks: str | None = None) -> None:
    """Refuse a key after its end, or from outside the networks (a JSON list) that it is held to."""
    if expires_at is not None and presented.now_ms >= expires_at:
        raise Unauthorized("expired")
    if networks is not None:
        require_allowed(orjson.loads(networks), presented.address)
