"""The job queue: put with the change that wants it, claimed with one conditional UPDATE, leased, retried, buried."""

from dataclasses import dataclass
from typing import Any

import apsw
import orjson

from appliance.kernel import clock, current
from appliance.kernel.ids import new_id

_PAUSES_MS = (2_000, 15_000, 60_000, 300_000)
_COLUMNS = (
    "id, name, lane, args, state, tries, attempt, run_at, lease_until, error, org_id, actor_id, created_at, finished_at"
)

_ORGS = """
WITH RECURSIVE found(org) AS (
  SELECT min(org_id) FROM store_job WHERE lane = ? AND state = 'waiting'
  UNION ALL SELECT (SELECT min(org_id) FROM store_job WHERE lane = ? AND state = 'waiting' AND org_id > found.org)
    FROM found WHERE found.org IS NOT NULL)
SELECT org FROM found WHERE org IS NOT NULL
"""
_HEADS = """
SELECT run_at, id FROM store_job WHERE lane = ? AND org_id = ? AND state = 'waiting' AND run_at <= ?
ORDER BY run_at, id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """One row of the queue. `state` is waiting, running, done or buried; times are milliseconds."""

    id: str
    name: str
    lane: str
    args: dict[str, Any]
    state: str
    tries: int
    attempt: int
    run_at: int
    lease_until: int | None
    error: str | None
    org_id: str
    actor_id: str
    created_at: int
    finished_at: int | None


def _job(row: Any) -> QueuedJob:
    id_, name, lane, args, *rest = row
    return QueuedJob(id_, name, lane, orjson.loads(args), *rest)


def put(  # noqa: PLR0913 -- one row, said once
    connection: apsw.Connection,
    name: str,
    lane: str,
    args: dict[str, Any],
    *,
    key: str | None = None,
    delay_ms: int = 0,
    tries: int = 3,
) -> str:
    """Put a job; one that waits under the same name and key is not doubled. The answer is the job's id."""
    if key is not None:
        same = "SELECT id FROM store_job WHERE name = ? AND key = ? AND state = 'waiting'"
        if rows := connection.execute(same, (name, key)).fetchall():
            return str(rows[0][0])
    now, id_, actor = clock.now_ms(), new_id("job"), current.actor.get()
    connection.execute(
        "INSERT INTO store_job (id, name, lane, args, state, key, tries, attempt, run_at, org_id, actor_id, created_at)"
        " VALUES (?, ?, ?, ?, 'waiting', ?, ?, 0, ?, ?, ?, ?)",
        (id_, name, lane, orjson.dumps(args).decode(), key, tries, now + delay_ms, actor.org_id, actor.id, now),
    )
    return id_


def hasten(connection: apsw.Connection, name: str, key: str, run_at: int) -> None:
    """Let the job that waits under this name and key, if any, come due at this moment at the latest."""
    connection.execute(
        "UPDATE store_job SET run_at = ? WHERE name = ? AND key = ? AND state = 'waiting' AND run_at > ?",
        (run_at, name, key, run_at),
    )


def claim(connection: apsw.Connection, lane: str, most: int, lease_ms: int) -> list[QueuedJob]:
    """Take the next due jobs of a lane, up to `most`, under a lease: the oldest, in turn of the organisations.

    The turn is of the organisation that has the fewest running, so what one piles up holds up no other.
    """
    now = clock.now_ms()
    orgs: list[Any] = connection.execute(_ORGS, (lane, lane)).fetchall()
    if len(orgs) > 1:
        wanted = _in_turn(connection, lane, [org for (org,) in orgs], most)
    else:
        oldest = "SELECT id FROM store_job WHERE lane = ? AND state = 'waiting' AND run_at <= ?"
        wanted = [id_ for (id_,) in connection.execute(f"{oldest} ORDER BY run_at, id LIMIT ?", (lane, now, most))]
    rows = connection.execute(
        "UPDATE store_job SET state = 'running', attempt = attempt + 1, lease_until = ?"
        f" WHERE id IN (SELECT value FROM json_each(?)) RETURNING {_COLUMNS}",
        (now + lease_ms, orjson.dumps(wanted).decode()),
    ).fetchall()
    return sorted((_job(row) for row in rows), key=lambda job: (job.run_at, job.id))


def _in_turn(connection: apsw.Connection, lane: str, orgs: list[str], most: int) -> list[Any]:
    counted = "SELECT org_id, count(*) FROM store_job WHERE lane = ? AND state = 'running' GROUP BY org_id"
    running: dict[Any, Any] = dict.fromkeys(orgs, 0)
    running.update(connection.execute(counted, (lane,)).fetchall())  # type: ignore[arg-type]
    heads: dict[str, list[Any]] = {
        org: connection.execute(_HEADS, (lane, org, clock.now_ms(), most)).fetchall()[::-1] for org in orgs
    }
    wanted: list[Any] = []
    while len(wanted) < most and (left := [org for org in orgs if heads[org]]):
        org = min(left, key=lambda one: (running[one], heads[one][-1]))
        running[org] += 1
        wanted.append(heads[org].pop()[1])
    return wanted


def finish(connection: apsw.Connection, id: str) -> None:
    """The job is done."""
    connection.execute(
        "UPDATE store_job SET state = 'done', finished_at = ?, lease_until = NULL, error = NULL WHERE id = ?",
        (clock.now_ms(), id),
    )


def fail(connection: apsw.Connection, job: QueuedJob, error: str, *, final: bool = False) -> bool:
    """A try failed: wait longer each time, or bury it after the last. True when it was buried."""
    buried = final or job.attempt >= job.tries
    pause = _PAUSES_MS[min(job.attempt, len(_PAUSES_MS)) - 1]
    now = clock.now_ms()
    connection.execute(
        "UPDATE store_job SET state = ?, error = ?, run_at = ?, finished_at = ?, lease_until = NULL WHERE id = ?",
        ("buried" if buried else "waiting", error[:500], now + pause, now if buried else None, job.id),
    )
    return buried


def give_back(connection: apsw.Connection, id: str) -> None:
    """Return a claimed job untried: the appliance is stopping."""
    connection.execute(
        "UPDATE store_job SET state = 'waiting', attempt = attempt - 1, lease_until = NULL WHERE id = ?", (id,)
    )


def recover(connection: apsw.Connection) -> int:
    """At start, put back what was running: no other process holds the data, so nobody runs it any more."""
    connection.execute("UPDATE store_job SET state = 'waiting', lease_until = NULL WHERE state = 'running'")
    return int(connection.changes())


def revive(connection: apsw.Connection, id: str) -> bool:
    """Give a buried job its tries back; False when it is not buried."""
    connection.execute(
        "UPDATE store_job SET state = 'waiting', attempt = 0, run_at = ?, error = NULL, finished_at = NULL"
        " WHERE id = ? AND state = 'buried'",
        (clock.now_ms(), id),
    )
    return bool(connection.changes())


def next_due(connection: apsw.Connection, lane: str) -> int | None:
    """When the lane's next waiting job comes due, in milliseconds."""
    rows = connection.execute(
        "SELECT min(run_at) FROM store_job WHERE lane = ? AND state = 'waiting'", (lane,)
    ).fetchall()
    return None if rows[0][0] is None else int(rows[0][0])


def waiting(connection: apsw.Connection, lane: str, most: int) -> int:
    """How many jobs of a lane wait, counted no further than `most`."""
    some = "SELECT count(*) FROM (SELECT 1 FROM store_job WHERE lane = ? AND state = 'waiting' LIMIT ?)"
    return connection.execute(some, (lane, most)).fetchall()[0][0]  # type: ignore[return-value]


def is_over(connection: apsw.Connection, lane: str, org_id: str, most: int) -> bool:
    """Whether more jobs of an organisation wait in a lane than this."""
    one = "SELECT 1 FROM store_job WHERE lane = ? AND org_id = ? AND state = 'waiting' LIMIT 1 OFFSET ?"
    return bool(connection.execute(one, (lane, org_id, most)).fetchall())


def counts(connection: apsw.Connection) -> dict[tuple[str, str], int]:
    """Jobs by (lane, state), without the done ones."""
    rows = connection.execute("SELECT lane, state, count(*) FROM store_job WHERE state <> 'done' GROUP BY lane, state")
    return {(lane, state): count for lane, state, count in rows}


def sweep(connection: apsw.Connection, older_than_ms: int) -> int:
    """Forget jobs done before this moment."""
    connection.execute("DELETE FROM store_job WHERE state = 'done' AND finished_at < ?", (older_than_ms,))
    return int(connection.changes())
