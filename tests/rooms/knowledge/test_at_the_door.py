"""The knowledge rooms over HTTP: statuses, places, parts of uploads, walls between people, receipts, conditions."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from appliance import config as settings
from appliance import engines
from appliance.config import Config
from appliance.kernel.ids import new_id
from appliance.store import opened
from appliance.work import Work
from tests.driving import Caller, Driven, LoopThread, Reply

PAGE = b"<html><head><title>Travel</title></head><body><p>The quiet coach goes to Zagreb.</p></body></html>"
PASSWORD = "correct horse battery"


class Door:
    """The house with its lanes at work; Ada set it up, Ben and Dan were invited."""

    def __init__(self, house: Driven, thread: LoopThread, config: Config) -> None:
        self.house, self._thread = house, thread
        self._work = thread.run(self._start(config))
        body = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada"}
        self.ada = self._person("ada", self.house.post("/auth/setup", json=body))
        self.ben, self.dan = self._join("ben", "editor"), self._join("dan", "viewer")

    async def _start(self, config: Config) -> Work:
        engines.start(settings.put_in_force(config))
        work = Work(self.house.house, opened().database)
        await work.start()
        return work

    async def _stop(self) -> None:
        await self._work.stop(5)
        await engines.stop()
        settings.put_in_force(None)

    def stop(self) -> None:
        self._thread.run(self._stop())

    def settle(self) -> None:
        for _ in range(2):
            self._thread.run(self._work.idle())

    def _person(self, name: str, joined: Reply) -> Caller:
        assert joined.status in (200, 201), joined.body
        return Caller(name, {"Authorization": f"Bearer {joined.json['token']}"})

    def _join(self, name: str, role: str) -> Caller:
        invited = self.house.post("/api/users", by=self.ada, json={"email": f"{name}@example.com", "role": role})
        token = invited.json["invite_url"].rpartition("/")[2]
        body = {"name": name, "password": PASSWORD}
        return self._person(name, self.house.post(f"/auth/invite/{token}", json=body))

    def base(self, by: Caller, **fields: Any) -> str:
        made = self.house.post(
            "/api/knowledge", by=by, json={"name": "Handbook", "visibility": "organisation"} | fields
        )
        assert made.status == 201, made.body
        return str(made.json["id"])

    def upload(self, base: str, by: Caller, *, name: str = "a.html", **parts: str) -> Reply:
        pieces = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}' for key, value in parts.items()]
        file = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html\r\n\r\n'
        pieces.append(file + PAGE.decode())
        body = "".join(f"--cut\r\n{piece}\r\n" for piece in pieces) + "--cut--\r\n"
        headers = {"Content-Type": "multipart/form-data; boundary=cut"}
        return self.house.post(f"/api/knowledge/{base}/documents", by=by, body=body.encode(), headers=headers)


@pytest.fixture
def door(house: Driven, loop_thread: LoopThread, config: Config) -> Iterator[Door]:
    opening = Door(house, loop_thread, config)
    yield opening
    opening.stop()


def test_from_upload_to_passage(door: Door) -> None:
    base = door.base(door.ben)
    sent = door.upload(base, door.ben, title="Travel rules", metadata='{"team": "north"}')
    assert (sent.status, sent.json["state"]) == (201, "received")
    place = sent.headers["location"]
    assert place == f"/api/knowledge/{base}/documents/{sent.json['id']}"
    assert door.upload(base, door.ben).status == 200
    door.settle()
    seen = door.house.get(place, by=door.dan).json
    assert (seen["state"], seen["title"], seen["metadata"]) == ("ready", "Travel rules", {"team": "north"})
    asked = {"query": "quiet coach", "filters": {"team": "north"}}
    for path in ("/api/search", f"/api/knowledge/{base}/search", f"/api/v1/knowledge-bases/{base}/search"):
        found = door.house.post(path, by=door.dan, json=asked)
        assert found.status == 200
        assert found.json["data"][0]["document_id"] == sent.json["id"]
        assert found.json.keys() >= {"data", "took_ms", "mode", "generation"}


def test_every_address_of_a_base_is_the_same_base(door: Door) -> None:
    base = door.base(door.ben)
    for path in ("/api/knowledge", "/api/v1/knowledge-bases", "/api/documents/collections"):
        assert [one["id"] for one in door.house.get(path, by=door.dan).json["data"]] == [base]
        assert door.house.get(f"{path}/{base}", by=door.dan).json["id"] == base
        assert door.house.get(f"{path}/{base}/documents", by=door.dan).json["data"] == []


def test_the_original_comes_back_as_an_attachment(door: Door) -> None:
    base = door.base(door.ben)
    place = door.upload(base, door.ben, name='we"ird\u00fc.html').headers["location"]
    door.settle()
    file = door.house.get(f"{place}/content", by=door.dan)
    assert file.body == PAGE
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    pushed = {"knowledge_base_id": base, "id": "p", "text": "words"}
    other = door.house.post("/api/ingestion", by=door.ben, json=pushed).json["id"]
    assert door.house.get(f"/api/knowledge/{base}/documents/{other}/content", by=door.ben).status == 404


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
    base = door.base(door.ben)
    body = {"knowledge_base_id": base, "id": "p", "text": "The \U00010332uiet coach."}
    document = door.house.post("/api/ingestion", by=door.ben, json=body).json["id"]
    answer = door.house.get(f"/api/knowledge/{base}/documents/{document}/text{query}", by=door.dan)
    assert answer.status == status
    if "start=4&end=9" in query and status == 200 and "999" not in query:
        assert (answer.json["text"], answer.json["length"]) == ("\U00010332uiet", 16)


def test_pushing_answers_what_became_of_it(door: Door) -> None:
    base = door.base(door.ben)
    body = {"knowledge_base_id": base, "id": "a/b \u00fc%2F", "text": "one", "unknown": 1}
    first = door.house.post("/api/ingestion", by=door.ben, json=body)
    again = door.house.post("/api/ingestion", by=door.ben, json=body)
    other = door.house.post("/api/ingestion", by=door.ben, json=body | {"text": "two"})
    assert [(reply.status, reply.json["outcome"]) for reply in (first, again, other)] == [
        (201, "created"), (200, "unchanged"), (200, "updated"),
    ]  # fmt: skip
    path = f"/api/ingestion/{quote(body['id'], safe='')}"
    assert door.house.delete(path, by=door.ben).status == 400
    assert door.house.delete(f"{path}?knowledge_base_id={base}", by=door.ben).status == 204
    assert door.house.delete(f"{path}?knowledge_base_id={base}", by=door.ben).status == 404


def test_a_batch_answers_for_each(door: Door) -> None:
    base = door.base(door.ben)
    documents = [{"id": str(number), "text": f"Coach {number}"} for number in range(120)]
    documents[7] = {"id": "7"}
    body = {"knowledge_base_id": base, "documents": documents}
    told = door.house.post("/api/ingestion/batch", by=door.ben, json=body).json["data"]
    assert [one["id"] for one in told] == [str(number) for number in range(120)]
    assert {one["outcome"] for one in told} == {"created", "failed"}
    assert (told[7]["outcome"], told[7]["error"]["code"]) == ("failed", "VALIDATION_ERROR")
    door.settle()
    counts = door.house.get(f"/api/knowledge/{base}", by=door.dan).json
    assert (counts["document_count"], counts["documents_by_state"]["ready"]) == (119, 119)
    too_many = body | {"documents": [{"id": "x", "text": "y"}] * 1001}
    assert door.house.post("/api/ingestion/batch", by=door.ben, json=too_many).status == 422


@pytest.mark.parametrize("part", [{"metadata": "[1]"}, {"metadata": "{"}, {"title": "t" * 501}])
def test_parts_of_an_upload_are_checked(door: Door, part: dict[str, str]) -> None:
    base = door.base(door.ben)
    refused = door.upload(base, door.ben, **part)
    assert (refused.status, refused.error["details"]["fields"][0]["field"]) == (422, next(iter(part)))
    assert door.house.get(f"/api/knowledge/{base}", by=door.ben).json["document_count"] == 0


def test_viewers_read_and_strangers_see_nothing(door: Door) -> None:
    shared, secret = door.base(door.ben), door.base(door.ben, visibility="private")
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
    mine, secret = door.base(door.ben), door.base(door.ada, visibility="private")
    document = door.upload(secret, door.ada).json["id"]
    for method, path in (("GET", ""), ("GET", "/text"), ("GET", "/chunks"), ("GET", "/content"), ("DELETE", "")):
        for base in (mine, secret):
            answer = door.house.send(method, f"/api/knowledge/{base}/documents/{document}{path}", by=door.ben)
            assert answer.status == 404, (method, path)
    assert door.house.delete(f"/api/ingestion/{document}", by=door.ben).status == 404
    assert door.house.get(f"/api/knowledge/{secret}/documents/{document}", by=door.ada).status == 200


def test_a_lost_update_is_refused(door: Door) -> None:
    base = door.base(door.ben)
    tag = door.house.get(f"/api/knowledge/{base}", by=door.ben).headers["etag"]
    path = f"/api/knowledge/{base}"
    headers = {"If-Match": tag}
    assert door.house.patch(path, by=door.ben, json={"name": "One"}, headers=headers).status == 200
    assert door.house.patch(path, by=door.ada, json={"name": "Two"}, headers=headers).code == "PRECONDITION_FAILED"
    assert door.house.get(path, by=door.ben).json["name"] == "One"


def test_a_repeated_create_makes_one_base(door: Door) -> None:
    headers = {"Idempotency-Key": "once"}
    body = {"name": "Twice"}
    first = door.house.post("/api/knowledge", by=door.ben, json=body, headers=headers)
    again = door.house.post("/api/knowledge", by=door.ben, json=body, headers=headers)
    assert (first.json, again.headers["idempotency-replayed"]) == (again.json, "true")
    assert door.house.get("/api/knowledge", by=door.ben).json["pagination"]["total"] == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x", "visibility": "public"}, {"name": "x", "chunk_tokens": 1}, {"name": ["x"]}],
)
def test_bases_are_checked(door: Door, body: dict[str, Any]) -> None:
    refused = door.house.post("/api/knowledge", by=door.ben, json=body)
    assert refused.code == "VALIDATION_ERROR"
    assert json.dumps(refused.error["details"]["fields"])


@pytest.mark.parametrize("query", ["?limit=0", "?sort=secret", "?cursor=x", "?state=nowhere", "?metadata=1", "?a__b=1"])
def test_bad_lists_are_400(door: Door, query: str) -> None:
    base = door.base(door.ben)
    assert door.house.get(f"/api/knowledge/{base}/documents{query}", by=door.ben).code == "BAD_REQUEST"


def test_documents_are_paged(door: Door) -> None:
    base = door.base(door.ben)
    documents = [{"id": str(number), "text": "x"} for number in range(5)]
    door.house.post("/api/ingestion/batch", by=door.ben, json={"knowledge_base_id": base, "documents": documents})
    seen, cursor = [], ""
    while True:
        page = door.house.get(f"/api/knowledge/{base}/documents?limit=2&sort=title{cursor}", by=door.dan).json
        seen += [one["external_id"] for one in page["data"]]
        if not page["pagination"]["has_more"]:
            break
        cursor = f"&cursor={page['pagination']['next_cursor']}"
    assert (seen, page["pagination"]["total"]) == (["0", "1", "2", "3", "4"], 5)
