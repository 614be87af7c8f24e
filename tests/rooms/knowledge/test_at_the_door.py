"""The knowledge rooms over HTTP: statuses, places, parts of uploads, walls between people, receipts, conditions."""

import json
import time
from typing import Any
from urllib.parse import quote

import pytest

from appliance.kernel.ids import new_id
from tests.driving import Driven, Reply
from tests.people import Person

PAGE = b"<html><head><title>Travel</title></head><body><p>The quiet coach goes to Zagreb.</p></body></html>"


class Door:
    """The house and its people: Ada administers, Cleo edits, Dan only looks, Eve belongs to another organisation."""

    def __init__(self, house: Driven, people: dict[str, Person]) -> None:
        self.house = house
        self.ada, self.cleo, self.dan, self.eve = (people[name] for name in ("ada", "cleo", "dan", "eve"))

    def settle(self, base: str, by: Person) -> None:
        """Wait until every document of the base is ready or has failed."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            seen = self.house.get(f"/api/knowledge/{base}", by=by).json
            if sum(seen["documents_by_state"][state] for state in ("ready", "failed")) == seen["document_count"]:
                return
        raise AssertionError(seen["documents_by_state"])

    def base(self, by: Person, **fields: Any) -> str:
        made = self.house.post(
            "/api/knowledge", by=by, json={"name": "Handbook", "visibility": "organisation"} | fields
        )
        assert made.status == 201, made.body
        return str(made.json["id"])

    def upload(self, base: str, by: Person, *, name: str = "a.html", **parts: str) -> Reply:
        pieces = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in parts.items()]
        file = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html\r\n\r\n'
        pieces.append(file + PAGE.decode())
        body = "".join(f"--cut\r\n{piece}\r\n" for piece in pieces) + "--cut--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=cut"}
        return self.house.post(f"/api/knowledge/{base}/documents", by=by, body=body.encode(), headers=headers)


@pytest.fixture
def door(house: Driven, people: dict[str, Person]) -> Door:
    return Door(house, people)


def test_from_upload_to_passage(door: Door) -> None:
    base = door.base(door.cleo)
    sent = door.upload(base, door.cleo, title="Travel rules", metadata='{"team": "north"}')
    assert (sent.status, sent.json["state"]) == (201, "received")
    place = sent.headers["location"]
    assert place == f"/api/knowledge/{base}/documents/{sent.json['id']}"
    assert door.upload(base, door.cleo).status == 200
    door.settle(base, door.cleo)
    seen = door.house.get(place, by=door.dan).json
    assert (seen["state"], seen["title"], seen["metadata"]) == ("ready", "Travel rules", {"team": "north"})
    asked = {"query": "quiet coach", "filters": {"team": "north"}}
    for path in ("/api/search", f"/api/knowledge/{base}/search", f"/api/v1/knowledge-bases/{base}/search"):
        found = door.house.post(path, by=door.dan, json=asked)
        assert found.status == 200
        assert found.json["data"][0]["document_id"] == sent.json["id"]
        assert found.json.keys() >= {"data", "took_ms", "mode", "generation"}


def test_every_address_of_a_base_is_the_same_base(door: Door) -> None:
    base = door.base(door.cleo)
    for path in ("/api/knowledge", "/api/v1/knowledge-bases", "/api/documents/collections"):
        assert [one["id"] for one in door.house.get(path, by=door.dan).json["data"]] == [base]
        assert door.house.get(f"{path}/{base}", by=door.dan).json["id"] == base
        assert door.house.get(f"{path}/{base}/documents", by=door.dan).json["data"] == []


def test_the_original_comes_back_as_an_attachment(door: Door) -> None:
    base = door.base(door.cleo)
    place = door.upload(base, door.cleo, name='we"ird\u00fc.html').headers["location"]
    door.settle(base, door.cleo)
    file = door.house.get(f"{place}/content", by=door.dan)
    assert file.body == PAGE
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    pushed = {"knowledge_base_id": base, "id": "p", "text": "words"}
    other = door.house.post("/api/ingestion", by=door.cleo, json=pushed).json["id"]
    assert door.house.get(f"/api/knowledge/{base}/documents/{other}/content", by=door.cleo).status == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200), ("?start=4&end=9", 200), ("?start=4&end=99999", 200), ("?version=1", 200), ("?version=2", 404),
        ("?version=0", 400), ("?version=x", 400), ("?start=-1", 400), ("?start=9&end=4", 400), ("?end=-1", 400),
        ("?start=99999", 400), ("?start=1.5", 400), ("?start=99999999999999999999", 400), ("?nonsense=1", 400),
        ("?version=99999999999999999999", 400),
    ],
)  # fmt: skip
def test_parts_of_a_text(door: Door, query: str, status: int) -> None:
    base = door.base(door.cleo)
    body = {"knowledge_base_id": base, "id": "p", "text": "The \U00010332uiet coach."}
    document = door.house.post("/api/ingestion", by=door.cleo, json=body).json["id"]
    answer = door.house.get(f"/api/knowledge/{base}/documents/{document}/text{query}", by=door.dan)
    assert answer.status == status
    if "start=4&end=9" in query and status == 200 and "999" not in query:
        assert (answer.json["text"], answer.json["length"]) == ("\U00010332uiet", 16)


def test_pushing_answers_what_became_of_it(door: Door) -> None:
    base = door.base(door.cleo)
    body = {"knowledge_base_id": base, "id": "a/b \u00fc%2F", "text": "one", "unknown": 1}
    first = door.house.post("/api/ingestion", by=door.cleo, json=body)
    again = door.house.post("/api/ingestion", by=door.cleo, json=body)
    other = door.house.post("/api/ingestion", by=door.cleo, json=body | {"text": "two"})
    assert [(reply.status, reply.json["outcome"]) for reply in (first, again, other)] == [
        (201, "created"), (200, "unchanged"), (200, "updated"),
    ]  # fmt: skip
    path = f"/api/ingestion/{quote(body['id'], safe='')}"
    assert door.house.delete(path, by=door.cleo).status == 400
    assert door.house.delete(f"{path}?knowledge_base_id={base}", by=door.cleo).status == 204
    assert door.house.delete(f"{path}?knowledge_base_id={base}", by=door.cleo).status == 404


def test_a_document_that_is_not_there_and_one_that_is_shut_are_told_alike(door: Door) -> None:
    base = door.base(door.cleo, visibility="private")
    pushed = {"knowledge_base_id": base, "id": "own", "text": "Mine"}
    shut = door.house.post("/api/ingestion", by=door.cleo, json=pushed).json["id"]
    for doc in (shut, "doc_" + "0" * 26):
        refusal = door.house.delete(f"/api/ingestion/{doc}", by=door.eve)
        assert (refusal.status, refusal.error["message"]) == (404, "Document not found")


def test_a_batch_answers_for_each(door: Door) -> None:
    base = door.base(door.cleo)
    documents = [{"id": str(number), "text": f"Coach {number}"} for number in range(120)]
    documents[7] = {"id": "7"}
    body = {"knowledge_base_id": base, "documents": documents}
    told = door.house.post("/api/ingestion/batch", by=door.cleo, json=body).json["data"]
    assert [one["id"] for one in told] == [str(number) for number in range(120)]
    assert {one["outcome"] for one in told} == {"created", "failed"}
    assert (told[7]["outcome"], told[7]["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    odd = door.house.post("/api/ingestion/batch", by=door.cleo, json=body | {"documents": [7]}).json["data"]
    assert odd[0]["error"]["message"] == "Input should be a valid dictionary"
    door.settle(base, door.cleo)
    counts = door.house.get(f"/api/knowledge/{base}", by=door.dan).json
    assert (counts["document_count"], counts["documents_by_state"]["ready"]) == (119, 119)
    too_many = body | {"documents": [{"id": "x", "text": "y"}] * 1001}
    assert door.house.post("/api/ingestion/batch", by=door.cleo, json=too_many).status == 422


@pytest.mark.parametrize("part", [{"metadata": "[1]"}, {"metadata": "{"}, {"title": "t" * 501}])
def test_parts_of_an_upload_are_checked(door: Door, part: dict[str, str]) -> None:
    base = door.base(door.cleo)
    refused = door.upload(base, door.cleo, **part)
    assert (refused.status, refused.error["details"]["fields"][0]["field"]) == (422, next(iter(part)))
    assert door.house.get(f"/api/knowledge/{base}", by=door.cleo).json["document_count"] == 0


def test_viewers_read_and_strangers_see_nothing(door: Door) -> None:
    shared, secret = door.base(door.cleo), door.base(door.cleo, visibility="private")
    assert door.upload(shared, door.dan).status == 403
    for method, path in (
        ("GET", ""), ("GET", "/documents"), ("DELETE", ""), ("PATCH", ""), ("POST", "/search"),
        ("GET", f"/documents/{new_id('doc')}/text"),
    ):  # fmt: skip
        body = {"query": "x"} if method in ("POST", "PATCH") else None
        answer = door.house.send(method, f"/api/knowledge/{secret}{path}", by=door.dan, json=body)
        assert answer.status == (403 if method in ("DELETE", "PATCH") else 404), (method, path)
    asked = {"query": "x", "knowledge_base_ids": [secret]}
    assert door.house.post("/api/search", by=door.dan, json=asked).status == 404


def test_an_own_base_and_another_s_document_do_not_go_together(door: Door) -> None:
    mine, secret = door.base(door.cleo), door.base(door.ada, visibility="private")
    document = door.upload(secret, door.ada).json["id"]
    for method, path in (("GET", ""), ("GET", "/text"), ("GET", "/chunks"), ("GET", "/content"), ("DELETE", "")):
        for base in (mine, secret):
            answer = door.house.send(method, f"/api/knowledge/{base}/documents/{document}{path}", by=door.cleo)
            assert answer.status == 404, (method, path)
    assert door.house.delete(f"/api/ingestion/{document}", by=door.cleo).status == 404
    assert door.house.delete(f"/api/ingestion/{document}", by=door.eve).status == 404
    assert door.house.get(f"/api/knowledge/{secret}/documents/{document}", by=door.ada).status == 200


def test_a_lost_update_is_refused(door: Door) -> None:
    base = door.base(door.cleo)
    tag = door.house.get(f"/api/knowledge/{base}", by=door.cleo).headers["etag"]
    path = f"/api/knowledge/{base}"
    headers = {"If-Match": tag}
    assert door.house.patch(path, by=door.cleo, json={"name": "One"}, headers=headers).status == 200
    assert door.house.patch(path, by=door.ada, json={"name": "Two"}, headers=headers).code == "PRECONDITION_FAILED"
    assert door.house.get(path, by=door.cleo).json["name"] == "One"


def test_a_repeated_create_makes_one_base(door: Door) -> None:
    headers = {"Idempotency-Key": "once"}
    body = {"name": "Twice"}
    first = door.house.post("/api/knowledge", by=door.cleo, json=body, headers=headers)
    again = door.house.post("/api/knowledge", by=door.cleo, json=body, headers=headers)
    assert (first.json, again.headers["idempotency-replayed"]) == (again.json, "true")
    assert door.house.get("/api/knowledge", by=door.cleo).json["pagination"]["total"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x", "visibility": "public"}, {"name": "x", "chunk_tokens": 1}, {"name": ["x"]}],
)
def test_bases_are_checked(door: Door, body: dict[str, Any]) -> None:
    refused = door.house.post("/api/knowledge", by=door.cleo, json=body)
    assert refused.code == "VALIDATION_ERROR"
    assert json.dumps(refused.error["details"]["fields"])


@pytest.mark.parametrize("query", ["?limit=0", "?sort=secret", "?cursor=x", "?state=nowhere", "?metadata=1", "?a__b=1"])
def test_bad_lists_are_400(door: Door, query: str) -> None:
    base = door.base(door.cleo)
    assert door.house.get(f"/api/knowledge/{base}/documents{query}", by=door.cleo).code == "BAD_REQUEST"


def test_documents_are_paged(door: Door) -> None:
    base = door.base(door.cleo)
    documents = [{"id": str(number), "text": "x"} for number in range(5)]
    door.house.post("/api/ingestion/batch", by=door.cleo, json={"knowledge_base_id": base, "documents": documents})
    seen, cursor = [], ""
    while True:
        page = door.house.get(f"/api/knowledge/{base}/documents?limit=2&sort=title{cursor}", by=door.dan).json
        seen += [one["external_id"] for one in page["data"]]
        if not page["pagination"]["has_more"]:
            break
        cursor = f"&cursor={page['pagination']['next_cursor']}"
    assert (seen, page["pagination"]["total"]) == (["0", "1", "2", "3", "4"], 5)


@pytest.mark.parametrize("moment", [2**63 - 1, 2**62, -(10**17), "9999-12-31T23:59:59-23:00", "soon"])
def test_moments_that_are_none_are_refused_everywhere(door: Door, moment: int | str) -> None:
    base = door.base(door.cleo)
    pushed = {"knowledge_base_id": base, "id": "a", "text": "x", "updated_at": moment}
    filters = [{f"created_at__{operator}": moment} for operator in ("gt", "gte", "lt", "lte")]
    asked: list[dict[str, Any]] = [{"as_of": moment}, *({"filters": one} for one in filters)]
    assert door.house.post("/api/ingestion", by=door.cleo, json=pushed).status in (400, 422)
    for more in asked:
        assert door.house.post("/api/search", by=door.cleo, json={"query": "x"} | more).status in (400, 422)
    path = f"/api/knowledge/{base}/documents?created_at__gte={moment}"
    assert door.house.get(path, by=door.cleo).status == 400


def test_documents_are_filtered_by_moment(door: Door) -> None:
    base = door.base(door.cleo)
    made = door.house.post(
        "/api/ingestion", by=door.cleo, json={"knowledge_base_id": base, "id": "a", "text": "x"}
    ).json
    for condition, count in (("gte", 1), ("lt", 0)):
        path = f"/api/knowledge/{base}/documents?created_at__{condition}={made['created_at']}"
        assert door.house.get(path, by=door.dan).json["pagination"]["total"] == count
