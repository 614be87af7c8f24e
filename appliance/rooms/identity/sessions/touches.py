"""Last use of sessions, kept in memory and written in batches: at most once a minute, never per request."""

from appliance.kernel.clock import MINUTE

_seen: dict[str, tuple[int, str]] = {}  # session id -> moment, user id


def note(session_id: str, user_id: str, row_seen_at: int, now: int) -> None:
    """Note a use when the last known one is a minute old."""
    if now - last_seen(session_id, row_seen_at) >= MINUTE:
        _seen[session_id] = (now, user_id)


def last_seen(session_id: str, row_seen_at: int) -> int:
    """The latest use known, written already or not."""
    return max(row_seen_at, _seen.get(session_id, (0, ""))[0])


def waiting() -> dict[str, tuple[int, str]]:
    """What is not written yet."""
    return dict(_seen)


def written(batch: dict[str, tuple[int, str]]) -> None:
    """Forget what has been written, unless it was used again meanwhile."""
    for session_id, seen in batch.items():
        if _seen.get(session_id) == seen:
            del _seen[session_id]
