"""Jobs are claimed in turn of the organisations, and oldest first within one."""

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.store import queue
from appliance.store.database import write_now
from appliance.store.unit import writing_connection


def put(org_id: str, *names: str) -> None:
    def all_of_them() -> None:
        current.actor.set(Actor("usr_one", org_id))
        for name in names:
            queue.put(writing_connection(), name, "parse", {})

    write_now(all_of_them)


def claimed(most: int) -> list[str]:
    return [job.name for job in write_now(lambda: queue.claim(writing_connection(), "parse", most, clock.HOUR))]


def test_what_one_piles_up_holds_up_no_other(store):
    put("org_a", *(f"a{number}" for number in range(6)))
    put("org_b", "b0", "b1")
    assert claimed(3) == ["a0", "a1", "b0"]
    assert claimed(1) == ["b1"]
    assert claimed(4) == ["a2", "a3", "a4", "a5"]


def test_a_job_that_is_done_gives_its_turn_back(store):
    put("org_a", "a0", "a1", "a2")
    put("org_b", "b0", "b1", "b2")
    first = write_now(lambda: queue.claim(writing_connection(), "parse", 2, clock.HOUR))
    assert sorted(job.name for job in first) == ["a0", "b0"]
    done = next(job for job in first if job.name == "b0")
    write_now(lambda: queue.finish(writing_connection(), done.id))
    assert claimed(1) == ["b1"]
    assert claimed(2) == ["a1", "b2"]


def test_jobs_of_one_organisation_are_claimed_oldest_first(store):
    put("org_a", "a0", "a1", "a2")
    assert claimed(2) == ["a0", "a1"]
    assert claimed(2) == ["a2"]


def test_a_waiting_job_is_brought_forward_and_never_put_off(store):
    write_now(lambda: queue.put(writing_connection(), "look", "watch", {}, key="one", delay_ms=clock.HOUR))
    soon = clock.now_ms() + clock.MINUTE
    write_now(lambda: queue.hasten(writing_connection(), "look", "one", soon))
    assert write_now(lambda: queue.next_due(writing_connection(), "watch")) == soon
    write_now(lambda: queue.hasten(writing_connection(), "look", "one", soon + clock.HOUR))
    assert write_now(lambda: queue.next_due(writing_connection(), "watch")) == soon
