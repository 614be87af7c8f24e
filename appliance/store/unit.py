"""The unit of work: one transaction, and everything that must commit with it."""

from collections.abc import Callable
from typing import Any

import apsw

from appliance.kernel import current
from appliance.kernel.event import Event
from appliance.store import changes, ledger, queue


class WritingUnit:
    """Handed to `current.unit` while a writing function runs on the writer thread."""

    writes = True

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self.effects: list[Callable[[], None]] = []
        self.events: list[Event] = []
        self.lanes: set[str] = set()
        self.fed = 0
        """The newest sequence that this unit gave in the feed of changes, 0 for none."""

    def record(self, event: Event) -> None:
        """Append to the ledger."""
        ledger.append(self.connection, event)
        self.events.append(event)

    def enqueue(self, job: str, lane: str, args: dict[str, Any], **options: Any) -> str:
        """Put a job into the queue; the answer is its id."""
        self.lanes.add(lane)
        return queue.put(self.connection, job, lane, args, **options)

    def finish(self, job_id: str) -> None:
        """Mark a job as done."""
        queue.finish(self.connection, job_id)

    def wake(self, lane: str) -> None:
        """Let a lane look for due jobs after the commit."""
        self.lanes.add(lane)

    def changed(self, kind: str, id: str, org_id: str) -> None:
        """Put a row into the feed that index, vectors and live read."""
        self.fed = changes.add(self.connection, kind, id, org_id)

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run an effect once the commit has returned."""
        self.effects.append(effect)


class ReadingUnit:
    """A consistent view of the database; nothing can be put into it."""

    writes = False

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def record(self, event: Event) -> None:
        """Refused."""
        raise RuntimeError(f"{event.event_name} recorded in a reading unit")

    def enqueue(self, job: str, lane: str, args: dict[str, Any], **options: Any) -> str:
        """Refused."""
        raise RuntimeError(f"{job} enqueued in a reading unit ({lane}, {len(args)}, {len(options)})")

    def finish(self, job_id: str) -> None:
        """Refused."""
        raise RuntimeError(f"the job {job_id} finished in a reading unit")

    def wake(self, lane: str) -> None:
        """Refused."""
        raise RuntimeError(f"the lane {lane} woken in a reading unit")

    def changed(self, kind: str, id: str, org_id: str) -> None:
        """Refused."""
        raise RuntimeError(f"{kind} {id} of {org_id} changed in a reading unit")

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Refused."""
        raise RuntimeError(f"{effect} in a reading unit")


def reading_connection() -> apsw.Connection:
    """The connection of the open unit, whichever kind; RuntimeError outside of one."""
    unit = current.unit.get()
    if not isinstance(unit, WritingUnit | ReadingUnit):
        raise RuntimeError("this needs an open unit")  # noqa: TRY004 -- it is the state, not the type, that is wrong
    return unit.connection


def writing_connection() -> apsw.Connection:
    """The connection of the open writing unit; RuntimeError outside of one."""
    unit = current.unit.get()
    if not isinstance(unit, WritingUnit):
        raise RuntimeError("this needs an open writing unit")  # noqa: TRY004 -- it is the state, not the type, that is wrong
    return unit.connection
