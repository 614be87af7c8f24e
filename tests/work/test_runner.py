"""Lanes: run, try again later, bury, give back at the stop, and lose nothing to a full disk or a crash."""

import asyncio

import pytest

from appliance.kernel import clock
from appliance.kernel.job import Lane, enqueue
from appliance.kernel.problem import StorageFull
from appliance.store import queue
from appliance.store.database import read_now, write, write_now
from appliance.store.unit import writing_connection
from tests.store.notes import Note
from tests.work import toy
from tests.work.toy import jobs, running, said, until


def done(store, *chores, **options) -> None:
    """Put chores with a text into the queue and wait until nothing is due."""

    async def run() -> None:
        async with running(store) as runner:
            for chore, text in chores:
                await write(lambda chore=chore, text=text: enqueue(chore, text=text, **options))
            await runner.idle()

    asyncio.run(run())


def noted() -> list[str]:
    return read_now(lambda: [row.text for row in Note.select()])


def test_a_job_is_run_once_and_is_done(store):
    done(store, (toy.say, "a"), (toy.say, "b"))
    assert sorted(said) == ["a", "b"]
    assert read_now(jobs) == [("work.say", "done", 1), ("work.say", "done", 1)]


def test_a_failing_job_is_tried_later_each_time_and_buried_after_the_last(store):
    with clock.held() as hands:
        asyncio.run(_tried(store, hands))


async def _tried(store, hands) -> None:
    async with running(store) as runner:
        await write(lambda: enqueue(toy.fail, text="a"))
        for tries, pause in ((1, 2_000), (2, 15_000)):
            await runner.idle()
            assert said == ["a"] * tries
            assert noted() == []
            hands.advance(pause - 1)
            runner._wake({"quick"})
            await runner.idle()
            assert said == ["a"] * tries
            hands.advance(1)
            runner._wake({"quick"})
        await until(lambda: len(said) == 3)
        await runner.idle()
    assert noted() == ["buried a: ValueError: no luck"]
    assert read_now(jobs) == [("work.fail", "buried", 3)]


def test_a_hopeless_job_is_buried_at_once_in_one_unit_with_what_is_said_of_it(store):
    done(store, (toy.despair, "a"))
    assert said == ["a"]
    assert noted() == ["buried a: GiveUp: hopeless"]
    assert read_now(jobs) == [("work.despair", "buried", 1)]


@pytest.mark.parametrize(("text", "seen", "writes"), [("kept", "done", 1), ("refused", "running", 2)])
def test_a_job_may_be_done_with_its_last_unit_but_only_when_that_is_committed(store, monkeypatch, text, seen, writes):
    true, ends = queue.finish, []
    monkeypatch.setattr(queue, "finish", lambda connection, job_id: (ends.append(1), true(connection, job_id)))
    done(store, (toy.conclude, text))
    assert said == [seen]
    assert read_now(jobs) == [("work.conclude", "done", 1)]
    assert len(ends) == writes


def test_a_job_that_nobody_declares_is_buried_and_others_go_on(store):
    write_now(lambda: queue.put(writing_connection(), "work.gone", Lane.QUICK, {}))
    done(store, (toy.say, "a"))
    assert sorted(read_now(jobs)) == [("work.gone", "buried", 1), ("work.say", "done", 1)]


def test_a_key_that_waits_is_not_doubled(store):
    write_now(lambda: [enqueue(toy.say, text=text, key="k") for text in ("a", "b")])
    done(store)
    assert said == ["a"]


def test_a_unit_that_fails_leaves_no_job(store):
    def unit() -> None:
        enqueue(toy.say, text="a")
        raise LookupError

    with pytest.raises(LookupError):
        write_now(unit)
    done(store)
    assert said == []


def test_a_stop_gives_back_what_runs_untried_and_the_next_start_runs_it(store):
    async def run() -> None:
        async with running(store):
            await write(lambda: enqueue(toy.wait, text="a"))
            await until(lambda: said)

    asyncio.run(run())
    assert read_now(jobs) == [("work.wait", "waiting", 0)]
    asyncio.run(_started(store))
    assert said == ["a", "a"]


async def _started(store) -> None:
    async with running(store):
        await until(lambda: len(said) == 2)


def test_what_ran_at_a_crash_runs_again(store):
    write_now(lambda: enqueue(toy.say, text="a"))
    write_now(lambda: queue.claim(writing_connection(), Lane.QUICK, 1, clock.HOUR))
    done(store)
    assert said == ["a"]
    assert read_now(jobs) == [("work.say", "done", 2)]


@pytest.mark.parametrize(("crashes", "end"), [(12, "done"), (13, "buried")])
def test_a_job_that_takes_the_process_down_is_buried_in_the_end(store, crashes, end):
    write_now(lambda: enqueue(toy.say, text="a"))
    for _ in range(crashes):
        write_now(lambda: queue.claim(writing_connection(), Lane.QUICK, 1, clock.HOUR))
        write_now(lambda: queue.recover(writing_connection()))
    done(store)
    assert read_now(jobs) == [("work.say", end, crashes + 1)]
    assert said == (["a"] if end == "done" else [])


def test_a_job_over_its_limit_has_failed(store):
    with clock.held():
        done(store, (toy.dawdle, "a"))
    assert read_now(jobs) == [("work.dawdle", "waiting", 1)]


@pytest.mark.parametrize(("chore", "outcome", "end"), [(toy.say, "finish", "done"), (toy.despair, "fail", "buried")])
def test_a_full_disk_delays_the_end_of_a_job_and_loses_nothing(store, monkeypatch, chore, outcome, end):
    true, refused = getattr(queue, outcome), []

    def full_twice(*args, **options):
        if len(refused) < 2:
            refused.append(outcome)
            raise StorageFull
        return true(*args, **options)

    monkeypatch.setattr(queue, outcome, full_twice)
    monkeypatch.setattr("appliance.work.runner._FULL_SECONDS", 0.01)
    done(store, (chore, "a"))
    assert said == ["a"]
    assert read_now(jobs) == [(chore.name, end, 1)]


def test_a_burial_whose_last_words_fail_is_a_burial_still(store):
    write_now(lambda: Note.add(org_id="org_a", text="buried a: GiveUp: hopeless"))  # the words are unique
    done(store, (toy.despair, "a"))
    assert read_now(jobs) == [("work.despair", "buried", 1)]
