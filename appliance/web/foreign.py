"""Pages of others that call with a bot's or a deployment's key: which may read the answer, and what a preflight says.

A preflight carries no key, so it is answered for every origin that some key lists; the call itself asks its own key.
"""

from collections.abc import Mapping

from appliance.kernel import clock
from appliance.kernel.room import Origins, RawReader
from appliance.web.reply import Pairs, pair

_WANTED = "Authorization, Content-Type, Idempotency-Key, X-Session-Token"
_EXPOSED = "X-Request-Id, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"


class ForeignPages:
    """The origins that keys list, by the word of access of the rows that take such keys."""

    def __init__(self, origins: Mapping[str, Origins], raw: RawReader) -> None:
        self._origins = origins
        self._raw = raw

    def judges(self, access: str) -> bool:
        """Whether rows of this access take keys with origins of their own."""
        return access in self._origins

    def cors(self, origin: str | None, access: str) -> Pairs:
        """What a listed page needs to read the answer; never with credentials."""
        if origin is None:
            return []
        vary = pair("vary", "Origin")
        if not self._origins[access].are_listed(self._raw, origin.lower(), clock.now_ms()):
            return [vary]
        return [pair("access-control-allow-origin", origin), pair("access-control-expose-headers", _EXPOSED), vary]

    def preflight(self, origin: str | None, access: str, allow: str) -> Pairs:
        """The answer to OPTIONS: the methods; for listed origins also that they may call."""
        pairs = [pair("allow", allow), *self.cors(origin, access)]
        if len(pairs) > 2:  # noqa: PLR2004 -- more than the methods and Vary: the origin is listed
            pairs += [
                pair("access-control-allow-methods", allow),
                pair("access-control-allow-headers", _WANTED),
                pair("access-control-max-age", "600"),
            ]
        return pairs
