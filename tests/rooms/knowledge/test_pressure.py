"""What piles up is refused for a while, says when to come again, and holds up no other organisation."""

import pytest

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge.ingest import jobs
from appliance.store.database import write_now
from tests.driving import Driven, Reply
from tests.people import Person

pytestmark = pytest.mark.settings(parse_backlog=3)


def pile_up(org_id: str, number: int) -> None:
    """Documents of an organisation that wait to be read."""

    def wait() -> None:
        current.actor.set(Actor("usr_one", org_id))
        for _ in range(number):
            enqueue(jobs.cut_texts, delay_ms=clock.HOUR, document_ids=[])

    write_now(wait)


def base(house: Driven, by: Person) -> str:
    return str(house.call("collections.create_base", by=by, name="Handbook").json["id"])


def upload(house: Driven, to: str, by: Person, text: str) -> Reply:
    head = '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=cut"}
    body = f"{head}{text}\r\n--cut--\r\n".encode()
    return house.post(f"/api/knowledge/{to}/documents", by=by, body=body, headers=headers)


def test_too_much_that_waits_is_refused_with_the_time_to_come_again(house: Driven, ada: Person) -> None:
    to = base(house, ada)
    assert upload(house, to, ada, "Herons.").status == 201
    house.settle()
    pile_up(ada.org_id, 4)
    refused = upload(house, to, ada, "Storks.")
    assert (refused.status, refused.code) == (503, "SERVICE_UNAVAILABLE")
    assert int(refused.headers["retry-after"]) > 0
    assert upload(house, to, ada, "Herons.").status == 200  # it is there already: nothing has to be read
    one = {"knowledge_base_id": to, "id": "a", "text": "Storks."}
    assert house.call("ingest.ingest_document", by=ada, **one).status == 503


def test_a_batch_that_cannot_be_taken_at_all_is_refused_as_a_whole(house: Driven, ada: Person) -> None:
    to = base(house, ada)
    pile_up(ada.org_id, 4)
    documents = [{"id": f"d{number}", "text": "A short text."} for number in range(120)]
    refused = house.call("ingest.ingest_batch", by=ada, knowledge_base_id=to, documents=documents)
    assert (refused.status, refused.headers["retry-after"]) == (503, "30")
    assert house.get(f"/api/knowledge/{to}", by=ada).json["document_count"] == 0


def test_a_batch_is_taken_as_far_as_there_is_room_and_may_be_sent_again(house: Driven, ada: Person) -> None:
    to = base(house, ada)
    house.settle()
    pile_up(ada.org_id, 3)  # room for one more
    with clock.held():  # nothing that is put in now is run
        documents = [{"id": f"d{number}", "text": f"Text number {number}."} for number in range(120)]
        told = house.call("ingest.ingest_batch", by=ada, knowledge_base_id=to, documents=documents).json["data"]
    taken = [one for one in told if one["outcome"] == "created"]
    refused = [one for one in told if one["outcome"] == "failed"]
    assert len(told) == 120
    assert taken == told[: len(taken)]
    assert {one["error"]["code"] for one in refused} <= {"SERVICE_UNAVAILABLE"}
    house.settle()
    again = house.call("ingest.ingest_batch", by=ada, knowledge_base_id=to, documents=documents[:50]).json["data"]
    assert {one["outcome"] for one in again} == {"unchanged"}


def test_another_organisation_is_not_held_up(house: Driven, ada: Person, eve: Person) -> None:
    to = base(house, eve)
    pile_up(ada.org_id, 50)
    assert upload(house, to, eve, "Herons.").status == 201
