"""When a directory last called, by organisation. Comfort alone: it lives in memory and begins anew with the process."""

from appliance.kernel import clock
from appliance.kernel.actor import Actor

_last: dict[str, int] = {}


def note(actor: Actor) -> None:
    """A program called; people who look by themselves do not count."""
    if not actor.has_session:
        _last[actor.org_id] = clock.now_ms()


def last(org_id: str) -> int | None:
    """The moment of the last call since the start."""
    return _last.get(org_id)
