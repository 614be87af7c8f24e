"""Which generation is built next: one at a time over all bases, the small ones first, nobody for ever last."""

from typing import Final

from appliance.kernel import clock
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.generations import building, space, switching

PATIENCE_MS: Final = clock.HOUR
"""Who has waited so long comes before smaller ones."""
FIRST_PAUSE_MS: Final = 30 * clock.SECOND
LONGEST_PAUSE_MS: Final = clock.HOUR // 2
_FULL_MS: Final = 10 * clock.MINUTE


def take() -> Generation | None:
    """Begin to build the next one of the queue; None while another one is built, or when none can be."""
    if Generation.select().where(Generation.state == GenerationState.BUILDING).exists():
        return None
    for row in _in_order():
        found = space.of(row.knowledge_base_id, row.org_id, row.model)
        if not found.is_enough:
            _wait(row, found.said(), _FULL_MS)
            continue
        begun = row.started_at if row.done_count else clock.now_ms()
        row.change(
            state=GenerationState.BUILDING, started_at=begun, again_at=None,
            total_count=building.total(row.knowledge_base_id),
        )  # fmt: skip
        switching.announce(row)
        return row
    return None


def _in_order() -> list[Generation]:
    now = clock.now_ms()
    due = Generation.again_at.is_null() | (Generation.again_at <= now)
    rows = list(Generation.select().where((Generation.state == GenerationState.WAITING) & due))
    return sorted(rows, key=lambda row: (_size(row, now), row.created_at, row.id))


def _size(row: Generation, now: int) -> int:
    return -1 if now - row.created_at >= PATIENCE_MS else int(row.total_count)


def pause(generation_id: str, reason: str, least_ms: int = 0) -> int | None:
    """Let a generation wait whose model does not answer, longer each time; the milliseconds, None if it is over."""
    row = building.living(generation_id)
    if row is None or row.state is not GenerationState.BUILDING:
        return None
    failures = row.failures or 0
    wait = max(least_ms, min(FIRST_PAUSE_MS << min(failures, 10), LONGEST_PAUSE_MS))
    row.change(state=GenerationState.WAITING, failures=failures + 1)
    _wait(row, reason, wait)
    return wait


def _wait(row: Generation, reason: str, milliseconds: int) -> None:
    row.change(failure=reason[:500], again_at=clock.now_ms() + milliseconds)
    switching.announce(row)


def soonest() -> int | None:
    """How many milliseconds until one that waits for something is tried again; None when there is none."""
    waits = Generation.select(Generation.again_at).where(
        (Generation.state == GenerationState.WAITING) & Generation.again_at.is_null(False)
    )
    return min((max(0, row.again_at - clock.now_ms()) for row in waits), default=None)
