"""Rates (semantics section 7): token buckets in memory, with a burst of twice the rate; a key's own limit is exact."""

import math
from collections import deque
from dataclasses import dataclass

from appliance.kernel import clock
from appliance.kernel.rate import Budget
from appliance.web.reply import Pairs

BURST = 2
MOST_KEYS = 100_000
_MINUTE = 60.0


@dataclass(slots=True)
class Verdict:
    """The state of one limit after a request was counted."""

    allowed: bool
    limit: int
    remaining: int
    reset: float
    retry_after: float

    def pairs(self) -> Pairs:
        """The RateLimit headers, and Retry-After on a refusal."""
        found = [
            (b"ratelimit-limit", b"%d" % self.limit),
            (b"ratelimit-remaining", b"%d" % self.remaining),
            (b"ratelimit-reset", b"%d" % math.ceil(self.reset)),
        ]
        if not self.allowed:
            found.append((b"retry-after", b"%d" % max(1, math.ceil(self.retry_after))))
        return found


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    refill: float  # seconds to fill an empty one


class Limits:
    """Every bucket of this process; `factor` scales all rates, 0 lifts them."""

    def __init__(self, factor: float = 1.0) -> None:
        self._factor = factor
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._exact: dict[str, deque[float]] = {}

    def take(self, budget: Budget, who: str) -> Verdict | None:
        """Count one request of `who` against a budget; None when nothing is limited."""
        rate = budget.per_minute * self._factor
        if rate <= 0:
            return None
        now = clock.monotonic()
        capacity = rate * BURST
        bucket = self._buckets.get((budget.name, who))
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[budget.name, who] = _Bucket(capacity, now, _MINUTE * BURST)
        bucket.tokens = min(capacity, bucket.tokens + (now - bucket.at) * rate / _MINUTE)
        bucket.at = now
        allowed = bucket.tokens >= 1
        if allowed:
            bucket.tokens -= 1
        tokens, each = bucket.tokens, _MINUTE / rate
        return Verdict(allowed, int(capacity), int(tokens), (capacity - tokens) * each, max(0.0, 1 - tokens) * each)

    def take_exact(self, per_minute: int, who: str) -> Verdict | None:
        """Count one request of a key with a limit of its own: never more than that in any 60 seconds."""
        most = int(per_minute * self._factor)
        if most <= 0:
            return None
        now = clock.monotonic()
        if who not in self._exact and len(self._exact) >= MOST_KEYS:
            self._exact.pop(next(iter(self._exact)))
        times = self._exact.setdefault(who, deque())
        while times and now - times[0] >= _MINUTE:
            times.popleft()
        allowed = len(times) < most
        if allowed:
            times.append(now)
        wait = _MINUTE - (now - times[0])
        return Verdict(allowed, most, most - len(times), wait, 0.0 if allowed else wait)

    def _make_room(self, now: float) -> None:
        if len(self._buckets) < MOST_KEYS:
            return
        for key in [key for key, bucket in self._buckets.items() if now - bucket.at >= bucket.refill]:
            del self._buckets[key]
        for key in list(self._buckets)[: max(0, len(self._buckets) - MOST_KEYS // 2)]:
            del self._buckets[key]
