"""Quotas: every way in asks them, a hundred at once cannot pass them, and what is counted is what is kept."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from appliance.rooms.knowledge.documents import care_jobs, copying, versions, weighing
from appliance.rooms.knowledge.quotas import Usage
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.driving import Driven, Reply
from tests.people import Person

TEXT = "The quiet coach goes to Zagreb."


class Kept:
    """Acme with limits: Ada sets them, Cleo brings documents in."""

    def __init__(self, house: Driven, people: dict[str, Person]) -> None:
        self.house = house
        self.ada, self.cleo = people["ada"], people["cleo"]
        self.base = self.new_base()

    def new_base(self) -> str:
        draft = {"name": "Handbook", "visibility": "organisation"}
        return str(self.house.post("/api/knowledge", by=self.cleo, json=draft).json["id"])

    def limit(self, **limits: Any) -> None:
        assert self.house.put("/api/quotas", by=self.ada, json=limits).status == 200

    def upload(self, name: str, text: str = TEXT, place: str = "") -> Reply:
        file = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        body = f"--cut\r\n{file}{text}\r\n--cut--\r\n".encode()
        headers = {"Content-Type": "multipart/form-data; boundary=cut"}
        return self.house.post(
            place or f"/api/knowledge/{self.base}/documents", by=self.cleo, body=body, headers=headers
        )

    def push(self, name: str, text: str = TEXT, base: str = "") -> Reply:
        draft = {"knowledge_base_id": base or self.base, "id": name, "text": text}
        return self.house.post("/api/ingestion", by=self.cleo, json=draft)

    def used(self, base: str = "") -> tuple[int, int]:
        seen = self.house.get(f"/api/knowledge/{base or self.base}/quota", by=self.cleo).json
        return seen["documents"]["used"], seen["size_bytes"]["used"]


@pytest.fixture
def kept(house: Driven, people: dict[str, Person]) -> Kept:
    return Kept(house, people)


def full(reply: Reply, scope: str, limit: str, allowed: int, used: int) -> None:
    """It is the refusal of a quota and says which."""
    assert (reply.status, reply.code) == (507, "STORAGE_FULL"), reply.body
    wanted = {"reason": "quota", "scope": scope, "limit": limit, "allowed": allowed, "used": used}
    assert reply.error["details"] == wanted
    assert read_now(weighing.is_right)


def test_an_upload_beyond_the_documents_of_a_base_is_refused(kept: Kept) -> None:
    kept.limit(base={"documents": 1})
    assert kept.upload("a.txt").status == 201
    full(kept.upload("b.txt"), "base", "documents", 1, 1)
    assert kept.upload("a.txt").status == 200  # the same again is nothing new
    assert kept.used() == (1, len(TEXT))


def test_bytes_are_counted_for_person_and_organisation(kept: Kept) -> None:
    kept.limit(person={"size_bytes": len(TEXT)})
    assert kept.push("a").status == 201
    full(kept.push("b"), "person", "size_bytes", len(TEXT), len(TEXT))
    kept.limit(person={}, organisation={"size_bytes": len(TEXT) + 1})
    full(kept.push("b"), "organisation", "size_bytes", len(TEXT) + 1, len(TEXT))
    mine = kept.house.get("/api/quotas/mine", by=kept.cleo).json
    assert mine["size_bytes"] == {"used": len(TEXT), "limit": None, "near": False}


def test_a_new_version_counts_with_the_file_that_it_replaces(kept: Kept) -> None:
    place = kept.upload("a.txt").headers["location"]
    kept.house.settle()
    kept.limit(base={"size_bytes": 2 * len(TEXT)})
    assert kept.upload("a.txt", TEXT.upper(), f"{place}/replace").status == 200
    assert kept.used() == (1, 2 * len(TEXT))
    full(kept.upload("a.txt", TEXT.lower(), f"{place}/replace"), "base", "size_bytes", 2 * len(TEXT), 2 * len(TEXT))


def test_an_old_version_that_is_forgotten_frees_its_bytes(kept: Kept) -> None:
    place = kept.upload("a.txt").headers["location"]
    kept.house.settle()
    kept.upload("a.txt", TEXT.upper(), f"{place}/replace")
    kept.house.settle()
    write_now(versions.prune, -1)
    assert kept.used() == (1, len(TEXT))
    assert read_now(weighing.is_right)


def test_a_pushed_text_that_grows_is_asked_and_one_that_shrinks_is_not(kept: Kept) -> None:
    kept.push("a", TEXT)
    kept.limit(base={"size_bytes": len(TEXT)})
    full(kept.push("a", TEXT * 2), "base", "size_bytes", len(TEXT), len(TEXT))
    kept.limit(base={"size_bytes": 1})
    assert kept.push("a", TEXT[:-5]).status == 200
    assert kept.used() == (1, len(TEXT) - 5)


def test_a_batch_is_taken_as_far_as_there_is_room(kept: Kept) -> None:
    kept.limit(base={"documents": 3})
    texts = [{"id": f"d{number}", "text": TEXT} for number in range(5)]
    batch = {"knowledge_base_id": kept.base, "documents": texts}
    reply = kept.house.post("/api/ingestion/batch", by=kept.cleo, json=batch)
    assert [one["outcome"] for one in reply.json["data"]] == ["created"] * 3 + ["failed"] * 2
    assert reply.json["data"][4]["error"]["code"] == "STORAGE_FULL"
    assert kept.used()[0] == 3


def test_a_moved_document_has_to_fit_where_it_goes(kept: Kept) -> None:
    other = kept.new_base()
    document = kept.push("a").json["id"]
    kept.push("b", base=other)
    kept.limit(base={"documents": 1})
    place = f"/api/knowledge/{kept.base}/documents/{document}/move"
    full(kept.house.post(place, by=kept.cleo, json={"knowledge_base_id": other}), "base", "documents", 1, 1)
    kept.limit(base={"documents": 2}, person={"documents": 2}, organisation={"documents": 2})
    kept.house.settle()
    assert kept.house.post(place, by=kept.cleo, json={"knowledge_base_id": other}).status == 200
    assert (kept.used()[0], kept.used(other)[0]) == (0, 2)
    assert read_now(weighing.is_right)


def test_a_fork_has_to_fit(kept: Kept) -> None:
    for name in "abc":
        kept.push(name)
    kept.house.settle()
    kept.limit(person={"documents": 5})
    refused = kept.house.post(f"/api/knowledge/{kept.base}/fork", by=kept.cleo, json={"name": "Mine"})
    full(refused, "person", "documents", 5, 3)
    kept.limit(person={"documents": 6})
    made = kept.house.post(f"/api/knowledge/{kept.base}/fork", by=kept.cleo, json={"name": "Mine"})
    kept.house.settle()
    assert kept.used(made.json["id"])[0] == 3


def test_a_copy_that_runs_out_of_room_leaves_out_and_says_so(kept: Kept) -> None:
    for name in "abc":
        kept.push(name)
    other = kept.new_base()
    kept.limit(base={"documents": 2})
    write_now(copying.copy_some, kept.base, other, "")
    assert kept.used(other)[0] == 2
    assert [one.name for one in told() if one.name == "DocumentLeftOut"] == ["DocumentLeftOut"]


def test_a_person_and_a_base_may_have_limits_of_their_own(kept: Kept) -> None:
    kept.limit(base={"documents": 0})
    full(kept.push("a"), "base", "documents", 0, 0)
    own = f"/api/quotas/bases/{kept.base}"
    seen = kept.house.put(own, by=kept.ada, json={"documents": 1}).json
    assert (seen["own"], seen["documents"]["limit"]) == (True, 1)
    assert kept.push("a").status == 201
    kept.house.put(own, by=kept.ada, json={"documents": None})
    assert kept.push("b").status == 201
    assert kept.house.delete(own, by=kept.ada).status == 204
    full(kept.push("c"), "base", "documents", 0, 2)
    person = f"/api/quotas/people/{kept.cleo.id}"
    kept.limit(base={})
    assert kept.house.put(person, by=kept.ada, json={"size_bytes": 5}).status == 200
    full(kept.push("c"), "person", "size_bytes", 5, 2 * len(TEXT))
    listed = kept.house.get("/api/quotas/people", by=kept.ada).json["data"]
    assert [(one["id"], one["own"], one["documents"]["used"]) for one in listed] == [(kept.cleo.id, True, 2)]


def test_what_is_removed_frees_room(kept: Kept) -> None:
    kept.limit(base={"documents": 1})
    document = kept.push("a").json["id"]
    assert kept.house.delete(f"/api/knowledge/{kept.base}/documents/{document}", by=kept.cleo).status == 204
    assert kept.used() == (0, 0)
    assert kept.push("b").status == 201
    assert kept.house.delete(f"/api/knowledge/{kept.base}", by=kept.cleo).status == 204
    kept.house.settle()
    mine = kept.house.get("/api/quotas/mine", by=kept.cleo).json
    assert (mine["documents"]["used"], mine["size_bytes"]["used"]) == (0, 0)
    assert read_now(weighing.is_right)


def test_of_a_hundred_at_once_only_those_that_fit_come_in(kept: Kept) -> None:
    kept.limit(base={"documents": 7})
    with ThreadPoolExecutor(10) as threads:
        replies = list(threads.map(lambda number: kept.push(f"d{number}"), range(100)))
    statuses = [one.status for one in replies]
    assert (statuses.count(201), statuses.count(507)) == (7, 93), set(statuses)
    assert kept.used()[0] == 7


def test_nine_tenths_are_told_once(kept: Kept) -> None:
    kept.limit(base={"documents": 10})
    for number in range(10):
        kept.push(f"d{number}")
    near = [one.data for one in told() if one.name == "QuotaNearlyFull"]
    assert [(one["scope"], one["subject_id"], one["used"], one["allowed"]) for one in near] == [
        ("base", kept.base, 9, 10)
    ]


def test_counts_that_went_wrong_are_set_right(kept: Kept) -> None:
    kept.push("a")
    write_now(lambda: Usage.update(document_count=99).where(Usage.subject_id == kept.base).execute())
    write_now(lambda: Usage.delete().where(Usage.subject_id == kept.cleo.id).execute())
    assert not read_now(weighing.is_right)
    care_jobs.recount.body()
    assert read_now(weighing.is_right)
    assert kept.used() == (1, len(TEXT))
    assert [one.data["subjects"] for one in told() if one.name == "QuotaRecounted"] == [2]


def test_only_administrators_set_and_see_the_limits_of_others(kept: Kept) -> None:
    assert kept.house.get("/api/quotas", by=kept.cleo).status == 403
    assert kept.house.put("/api/quotas", by=kept.cleo, json={}).status == 403
    assert kept.house.put("/api/quotas", by=kept.ada, json={"base": {"documents": -1}}).status == 422
    kept.limit(base={"documents": 5}, person={"size_bytes": 7})
    kept.limit(organisation={"documents": 9})  # what is not sent stays
    seen = kept.house.get("/api/quotas", by=kept.ada).json
    assert (seen["base"], seen["person"]) == (
        {"documents": 5, "size_bytes": None}, {"documents": None, "size_bytes": 7},
    )  # fmt: skip
    assert seen["organisation"]["documents"] == {"used": 0, "limit": 9, "near": False}


def told() -> list[ledger.Entry]:
    """Everything that the ledger tells."""
    return read_now(lambda: ledger.after(reading_connection(), 0, 1_000))
