"""Sessions on the wire."""

from typing import ClassVar

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, View
from appliance.rooms.identity.sessions.tables import Session


class SessionFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    method: str


class SessionView(View):
    """One sign-in of mine: from where, with what, and whether it is the one that asks."""

    id: str
    method: str
    current: bool
    device: str
    address: str
    user_agent: str
    created_at: Moment
    last_seen_at: Moment
    confirmed_at: Moment
    expires_at: Moment

    @classmethod
    def of(cls, row: Session, current_id: str, last_seen_at: int) -> "SessionView":
        """A session as its owner sees it."""
        return cls.from_row(
            row, current=row.id == current_id, device=device_of(row.user_agent), last_seen_at=last_seen_at
        )


class EndedView(View):
    ended: int


class HandoverView(View):
    token: str
    expires_at: Moment


_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"),
    ("curl", "curl"), ("python", "Python"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """A device by name (`Firefox, Linux`), so that people tell their own; empty when nothing is known of it."""
    parts = [next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(part for part in parts if part)
