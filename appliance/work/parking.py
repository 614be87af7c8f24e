"""Changes that search cannot take: each is parked as a buried job, seen with its reason and open to another try.

Parked ones outlive the process. One that goes through later, by a retry or by a newer change, is parked no more.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

import orjson

from appliance.kernel import clock, current
from appliance.kernel.actor import system
from appliance.kernel.event import Event, emit
from appliance.kernel.job import Lane, job
from appliance.store import queue
from appliance.store.changes import PARKED, Change
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection, writing_connection

TRIES: Final = 5
_THEIRS: Final = "FROM store_job WHERE state = 'buried' AND name = ?"


class ChangeParked(Event):
    kind: str
    id: str


@job(Lane.QUICK)
def feed_again(kind: str, id: str, org_id: str) -> None:
    """Give search another try at a change that it could not take."""
    write_now(lambda: current.open_unit().changed(kind, id, org_id))


def parked() -> set[str]:
    """Ids of what is parked."""
    return read_now(_parked)


def _parked() -> set[str]:
    rows = reading_connection().execute(f"SELECT args ->> 'id' {_THEIRS}", (PARKED,))
    return {id_ for (id_,) in rows}


def park(refused: Sequence[tuple[Change, Exception]]) -> None:
    """Park changes, each with its reason and one alarm; what is parked already gets the newer reason."""

    def unit() -> None:
        for change, error in refused:
            _park(writing_connection(), change, f"{type(error).__name__}: {error}"[:500])

    write_now(unit)


def _park(connection: Any, change: Change, reason: str) -> None:
    now = clock.now_ms()
    again = f"UPDATE store_job SET error = ?, finished_at = ? WHERE id IN (SELECT id {_THEIRS} AND args ->> 'id' = ?)"
    connection.execute(again, (reason, now, PARKED, change.id))
    if connection.changes():
        return
    current.actor.set(system(change.org_id))
    args: dict[str, Any] = {"kind": change.kind, "id": change.id, "org_id": change.org_id}
    id_ = queue.put(connection, PARKED, feed_again.lane, args, tries=TRIES)
    bury = "UPDATE store_job SET state = 'buried', attempt = ?, error = ?, finished_at = ? WHERE id = ?"
    connection.execute(bury, (TRIES, reason, now, id_))
    emit(ChangeParked(change.kind, change.id))


def release(ids: Collection[str]) -> None:
    """These went through: they are parked no more."""
    wanted = orjson.dumps(list(ids)).decode()
    done = (
        f"UPDATE store_job SET state = 'done', error = NULL, finished_at = ? WHERE id IN (SELECT id {_THEIRS}"
        " AND args ->> 'id' IN (SELECT value FROM json_each(?)))"
    )
    write_now(lambda: writing_connection().execute(done, (clock.now_ms(), PARKED, wanted)))
