"""Last use of keys, kept in memory and written in batches."""

_used: dict[str, tuple[int, str]] = {}  # key id -> moment, address


def note(key_id: str, now: int, address: str) -> None:
    """Note a use."""
    _used[key_id] = (now, address)


def waiting() -> dict[str, tuple[int, str]]:
    """What is not written yet."""
    return dict(_used)


def written(batch: dict[str, tuple[int, str]]) -> None:
    """Forget what has been written, unless the key was used again meanwhile."""
    for key_id, use in batch.items():
        if _used.get(key_id) == use:
            del _used[key_id]
