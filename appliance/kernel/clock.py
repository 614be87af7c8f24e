"""The only source of time. Wall time is integer milliseconds UTC; tests hold the hands instead of sleeping."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@dataclass(slots=True)
class Hands:
    """A held clock: wall time stands still until it is advanced."""

    at_ms: int
    ticks: float = 0.0

    def advance(self, ms: int) -> None:
        """Move wall and monotonic time by `ms` milliseconds; backwards moves wall time alone."""
        self.at_ms += ms
        self.ticks += max(ms, 0) / 1000


_held: Hands | None = None


def now_ms() -> int:
    """The present as milliseconds since the Unix epoch, UTC."""
    return time.time_ns() // 1_000_000 if _held is None else _held.at_ms


def monotonic() -> float:
    """Seconds of a clock that never goes back; for durations and limits."""
    return time.monotonic() if _held is None else _held.ticks


@contextmanager
def held(at_ms: int | None = None) -> Iterator[Hands]:
    """Hold the clock (at `at_ms`, or now) for the length of a test."""
    global _held  # noqa: PLW0603 -- one process has one clock
    before, _held = _held, Hands(now_ms() if at_ms is None else at_ms)
    try:
        yield _held
    finally:
        _held = before


@lru_cache(8_192)  # lists are asked for again and again
def iso(ms: int) -> str:
    """Milliseconds as ISO 8601 in UTC, for instance `2026-11-22T18:00:00.000Z`."""
    seconds, millis = divmod(ms, 1000)
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{millis:03d}Z"  # strftime pads no early years


def from_iso(text: str) -> int:
    """ISO 8601 to milliseconds; a time without a zone is UTC. ValueError when it is no time."""
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)
