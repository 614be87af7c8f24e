"""A buried job runs again when an administrator says so; anything else runs by itself."""

from appliance.kernel import current
from appliance.store import queue
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection, writing_connection

STATE = "SELECT state, attempt FROM store_job WHERE id = ?"


def put(by, state: str, attempt: int) -> str:
    current.actor.set(by)
    id_ = queue.put(writing_connection(), "jobs.sweep", "night", {}, delay_ms=3_600_000)
    writing_connection().execute("UPDATE store_job SET state = ?, attempt = ? WHERE id = ?", (state, attempt, id_))
    return id_


def test_a_buried_job_is_run_again_at_once(house, ada):
    id_ = write_now(put, ada.actor, "buried", 3)
    assert house.call("jobs.retry_job", id=id_, by=ada).status == 200
    house.settle()
    assert read_now(lambda: reading_connection().execute(STATE, (id_,)).fetchall()) == [("done", 1)]


def test_a_job_that_waits_is_left_alone(house, ada):
    id_ = write_now(put, ada.actor, "waiting", 0)
    assert house.call("jobs.retry_job", id=id_, by=ada).code == "CONFLICT"


def test_with_several_organisations_only_an_operator_sees_jobs(house, people):
    assert house.call("jobs.list_jobs", by=people.ada).status == 200
    assert house.call("jobs.list_jobs", by=people.ben).code == "FORBIDDEN"
