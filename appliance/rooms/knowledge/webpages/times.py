"""When a web page is read again. Scattered, so that what was added together is not asked for together for ever."""

import hashlib

from appliance.kernel import clock
from appliance.rooms.knowledge.webpages.tables import Schedule, Webpage

EVERY = {Schedule.HOURLY: clock.HOUR, Schedule.DAILY: clock.DAY, Schedule.WEEKLY: 7 * clock.DAY}
_SCATTER = 10
"""One part in so many of the time between two readings."""


def next_at(webpage: Webpage, last_ms: int) -> int | None:
    """When a web page that was read at this moment is to be read again; None when never."""
    every = EVERY.get(webpage.schedule)
    if every is None:
        return None
    digest = hashlib.sha256(f"{webpage.id} {webpage.run}".encode()).digest()
    return last_ms + every + int.from_bytes(digest[:8], "big") % (every // _SCATTER)
