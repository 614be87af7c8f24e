"""How answers, agents and queues have been doing, told from the ledger and the queue."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.room import Visible
from appliance.rooms.operations.health import queries
from appliance.rooms.operations.health.shapes import MonitoringView, QueueView, TurnsView
from appliance.store import opened, queue
from appliance.store.unit import reading_connection

WINDOW_HOURS = 24
_MOST_ENTRIES = 50_000  # of the ledger's newest: the look back is bounded, however much was done
_FINE = "done"
_CANCELLED = "cancelled"

visible: dict[str, Visible] = {}
"""Filled in by the house: for each kind, who may be told of a row."""

_ENDED = """
    SELECT data ->> 'agent_id', data ->> 'outcome', data ->> 'took_ms' FROM store_ledger
    WHERE sequence > (SELECT max(sequence) FROM store_ledger) - ? AND at > ? AND name = 'TurnEnded' AND org_id = ?
"""

Turn = tuple[str | None, str, int]


def monitoring(*, seen_by: Actor) -> MonitoringView:
    """The last 24 hours of the actor's organisation; of single agents, those that the actor may see."""
    since = clock.now_ms() - WINDOW_HOURS * clock.HOUR
    turns: Any = reading_connection().execute(_ENDED, (_MOST_ENTRIES, since, seen_by.org_id)).fetchall()
    by_agent: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        if turn[0] is not None:
            by_agent[turn[0]].append(turn)
    return MonitoringView(
        status="ok",
        window_hours=WINDOW_HOURS,
        turns=_turns(turns),
        agents=[_turns(ended, id_) for id_, ended in sorted(by_agent.items()) if _may_see(seen_by, id_)],
        providers=[one for one in queries.integrations().integrations if one.kind == "provider"],
        queues=_queues(),
        writer_queue_depth=opened().database.writer.depth,
    )


def _may_see(actor: Actor, agent_id: str) -> bool:
    return "agt" in visible and visible["agt"].may_see(actor, agent_id)


def _turns(ended: Sequence[Turn], agent_id: str | None = None) -> TurnsView:
    failed = sum(outcome not in (_FINE, _CANCELLED) for _, outcome, _ in ended)
    times = sorted(int(took) for _, outcome, took in ended if outcome == _FINE)
    return TurnsView(
        agent_id=agent_id, ended=len(ended), failed=failed, error_rate=round(failed / max(len(ended), 1), 4),
        p50_ms=_at(times, 0.5), p95_ms=_at(times, 0.95),
    )  # fmt: skip


def _at(times: Sequence[int], share: float) -> int | None:
    return times[min(int(len(times) * share), len(times) - 1)] if times else None


def _queues() -> list[QueueView]:
    counts = queue.counts(reading_connection())
    return [
        QueueView(lane=lane, **{state: counts.get((lane, state), 0) for state in ("waiting", "running", "buried")})
        for lane in sorted({lane for lane, _ in counts})
    ]
