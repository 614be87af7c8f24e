"""Due chores into the queue: one row per name, so nothing is doubled; what was missed while off runs once."""

import asyncio

from appliance.kernel import clock
from appliance.kernel.job import Recurring, enqueue
from appliance.kernel.problem import StorageFull
from appliance.store import cursors
from appliance.store.database import write
from appliance.store.unit import writing_connection

_LONGEST_WAIT_SECONDS = 600.0
_FULL_SECONDS = 5


def due_after(recurring: Recurring, last_ms: int) -> int:
    """When a chore is due again after it was last due, in milliseconds."""
    if recurring.seconds is not None:
        return last_ms + recurring.seconds * clock.SECOND
    hour, _, minute = (recurring.at or "0:0").partition(":")
    of_day = int(hour) * clock.HOUR + int(minute) * clock.MINUTE
    midnight = last_ms - last_ms % clock.DAY
    return midnight + of_day if midnight + of_day > last_ms else midnight + clock.DAY + of_day


def run_due(chores: tuple[Recurring, ...]) -> int:
    """Put every due chore into the queue, inside a unit; the answer is when the next one is due."""
    connection, now, soonest = writing_connection(), clock.now_ms(), clock.now_ms() + clock.HOUR
    for chore in chores:
        last = cursors.get(connection, f"schedule:{chore.name}")
        if last is None or last > now:  # new, or the clock has gone back
            last = now
            cursors.put(connection, f"schedule:{chore.name}", now)
        due = due_after(chore, last)
        if due <= now:
            enqueue(chore.job, key=f"schedule:{chore.name}")
            cursors.put(connection, f"schedule:{chore.name}", now)
            due = due_after(chore, now)
        soonest = min(soonest, due)
    return soonest


async def keep(chores: tuple[Recurring, ...]) -> None:
    """The schedule's task: sleeps until the next chore is due."""
    while chores:
        try:
            due = await write(run_due, chores)
        except StorageFull:
            due = clock.now_ms() + _FULL_SECONDS * clock.SECOND
        await asyncio.sleep(min(max((due - clock.now_ms()) / 1000, 0.05), _LONGEST_WAIT_SECONDS))
