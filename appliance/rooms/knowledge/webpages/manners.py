"""How we behave towards hosts: one request at a time, a pause behind each, and robots.txt remembered for a day.

Kept in memory: a new start asks for robots.txt again and begins with a free host.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from appliance import config
from appliance.engines.web import robots
from appliance.engines.web.robots import Robots
from appliance.kernel import clock

KNOWN_MS, SHUT_MS = clock.DAY, 10 * clock.MINUTE
LEAST_WAIT_MS, MOST_RETRY_MS = 50, 10 * clock.MINUTE
MOST = 1_000


class Manners:
    """Everything that is remembered about hosts. Used on the event loop alone."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew, with free hosts and nothing known."""
        self._free_at: OrderedDict[str, int] = OrderedDict()
        self._busy: set[str] = set()
        self._robots: OrderedDict[str, tuple[Robots, int]] = OrderedDict()

    def wait_ms(self, host: str) -> int:
        """How long to wait before the host may be asked again, in milliseconds."""
        if host in self._busy:
            return max(config.in_force().web_pause_ms, LEAST_WAIT_MS)
        left = self._free_at.get(host, 0) - clock.now_ms()
        return left if 0 < left <= MOST_RETRY_MS else 0  # beyond that the clock has gone back

    @contextmanager
    def turn(self, host: str, origin: str) -> Iterator[None]:
        """Have the host for one request; the pause begins at its end."""
        self._busy.add(host)
        try:
            yield
        finally:
            self._busy.discard(host)
            known = self.robots(origin)
            asked_ms = round((known.delay or 0) * 1000) if known else 0
            self.rest(host, max(config.in_force().web_pause_ms, asked_ms))

    def rest(self, host: str, ms: int) -> None:
        """Leave the host alone for so long."""
        self._free_at[host] = clock.now_ms() + ms
        self._free_at.move_to_end(host)
        while len(self._free_at) > MOST:
            self._free_at.popitem(last=False)

    def robots(self, origin: str) -> Robots | None:
        """What the origin asks of us, while we know."""
        found, until = self._robots.get(origin, (None, 0))
        return found if clock.now_ms() < until else None

    def learn(self, origin: str, found: Robots) -> None:
        """Remember it for a day; that a server could not say, for ten minutes."""
        self._robots[origin] = found, clock.now_ms() + (SHUT_MS if found is robots.SHUT else KNOWN_MS)
        self._robots.move_to_end(origin)
        while len(self._robots) > MOST:
            self._robots.popitem(last=False)


manners = Manners()
"""The process's own."""
