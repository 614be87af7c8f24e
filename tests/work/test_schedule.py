"""Chores that come due by themselves: at their time, once for whatever was missed, and sane when the clock jumps."""

import asyncio

import pytest

from appliance.kernel import clock
from appliance.kernel.clock import DAY, HOUR, MINUTE, SECOND
from appliance.kernel.job import Recurring
from appliance.kernel.problem import StorageFull
from appliance.store.database import read_now, write_now
from appliance.store.unit import writing_connection
from appliance.work import schedule
from appliance.work.schedule import due_after, run_due
from tests.work import toy
from tests.work.toy import jobs

MIDNIGHT = clock.from_iso("2026-11-22T00:00:00Z")
EVERY = Recurring("often", toy.say, seconds=90)
NIGHTLY = Recurring("nightly", toy.say, at="03:10")
AT = 3 * HOUR + 10 * MINUTE


@pytest.mark.parametrize(("chore", "last", "due"), [
    (EVERY, 0, 90 * SECOND),
    (EVERY, MIDNIGHT + 5, MIDNIGHT + 5 + 90 * SECOND),
    (NIGHTLY, MIDNIGHT, MIDNIGHT + AT),
    (NIGHTLY, MIDNIGHT + AT - 1, MIDNIGHT + AT),
    (NIGHTLY, MIDNIGHT + AT, MIDNIGHT + DAY + AT),
    (NIGHTLY, MIDNIGHT + DAY - 1, MIDNIGHT + DAY + AT),
    (Recurring("midnight", toy.say, at="00:00"), MIDNIGHT, MIDNIGHT + DAY),
    (Recurring("midnight", toy.say, at="00:00"), MIDNIGHT - 1, MIDNIGHT),
])  # fmt: skip
def test_when_a_chore_is_due(chore, last, due):
    assert due_after(chore, last) == due


@pytest.fixture
def hands(store):
    with clock.held(MIDNIGHT) as hands:
        yield hands


def look(*chores: Recurring) -> int:
    """Let the schedule look; how many jobs there are now."""
    write_now(run_due, chores)
    return len(read_now(jobs))


def finish() -> None:
    """Let what waits be done."""
    write_now(lambda: writing_connection().execute("UPDATE store_job SET state = 'done'"))


def test_a_new_chore_waits_for_its_first_time(hands):
    assert look(EVERY, NIGHTLY) == 0
    hands.advance(90 * SECOND - 1)
    assert look(EVERY, NIGHTLY) == 0
    hands.advance(1)
    assert look(EVERY, NIGHTLY) == 1


def test_looking_again_doubles_nothing(hands):
    look(EVERY)
    hands.advance(90 * SECOND)
    assert [look(EVERY) for _ in range(3)] == [1, 1, 1]
    finish()
    assert look(EVERY) == 1


def test_what_was_missed_runs_once(hands):
    look(EVERY, NIGHTLY)
    hands.advance(10 * DAY)
    assert look(EVERY, NIGHTLY) == 2
    finish()
    assert look(EVERY, NIGHTLY) == 2


def test_one_that_still_waits_is_not_put_again(hands):
    look(EVERY)
    for _ in range(5):
        hands.advance(90 * SECOND)
        assert look(EVERY) == 1


@pytest.mark.parametrize("back", [HOUR, DAY, 3650 * DAY])
def test_a_clock_that_goes_back_stops_nothing_and_starts_nothing(hands, back):
    look(EVERY)
    hands.advance(90 * SECOND)
    assert look(EVERY) == 1
    finish()
    hands.advance(-back)
    assert look(EVERY) == 1
    hands.advance(90 * SECOND - 1)
    assert look(EVERY) == 1
    hands.advance(1)
    assert look(EVERY) == 2


def test_a_clock_that_jumps_ahead_and_back_goes_on_at_the_true_time(hands):
    look(NIGHTLY)
    hands.advance(3650 * DAY)
    assert look(NIGHTLY) == 1
    finish()
    hands.advance(-3650 * DAY)
    assert look(NIGHTLY) == 1
    hands.advance(AT)
    assert look(NIGHTLY) == 2


def test_it_says_when_to_look_again(hands):
    assert write_now(run_due, (EVERY,)) == MIDNIGHT + 90 * SECOND
    assert write_now(run_due, (NIGHTLY,)) == MIDNIGHT + HOUR


def test_the_task_outlives_a_full_disk(store, monkeypatch):
    true, refused = schedule.run_due, []

    def full_once(chores):
        if not refused:
            refused.append(chores)
            raise StorageFull
        return true(chores)

    monkeypatch.setattr(schedule, "run_due", full_once)
    monkeypatch.setattr(schedule, "_FULL_SECONDS", 0)
    test_the_task_puts_what_is_due(store)
    assert refused


def test_the_task_puts_what_is_due(store):
    async def run() -> None:
        with clock.held(MIDNIGHT) as hands:
            write_now(run_due, (EVERY,))
            hands.advance(90 * SECOND)
            task = asyncio.create_task(schedule.keep((EVERY,)))
            await toy.until(lambda: read_now(jobs))
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    assert read_now(jobs) == [("work.say", "waiting", 0)]
