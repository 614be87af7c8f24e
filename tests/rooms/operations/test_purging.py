"""After a purge no file of the data folder holds a byte of what was deleted, and what quoted it quotes it no more."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from appliance.rooms.operations.purging import actions
from appliance.store.database import write_now
from tests.driving import Driven, Reply
from tests.people import Person

WORD = "Zyxqvantoplix"
PART = WORD[3:11].lower().encode()
TEXT = f"{WORD} is the name that nobody may find. The {WORD} weighs forty tons and sleeps in Vaduz."


def upload(house: Driven, base: str, by: Person, name: str, text: str, about: str = WORD) -> str:
    parts = f'--cut\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n{json.dumps({"about": about})}\r\n'
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/plain'
    body = f"{parts}--cut\r\n{head}\r\n\r\n{text}\r\n--cut--\r\n".encode()
    headers = {"Content-Type": "multipart/form-data; boundary=cut", "Idempotency-Key": name}
    reply = house.post(f"/api/knowledge/{base}/documents", by=by, body=body, headers=headers)
    assert reply.status == 201, reply.body
    house.settle()
    return str(reply.json["id"])


def base_of(house: Driven, by: Person, name: str = "Handbook") -> str:
    made = house.post("/api/knowledge", by=by, json={"name": name, "visibility": "organisation"})
    return str(made.json["id"])


def holding(folder: Path) -> set[str]:
    """The parts of the data folder in whose files the word stands, in letters of any size."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and PART in path.read_bytes().lower():
            found.add(path.relative_to(folder).parts[0])
    return found


def purge(house: Driven, by: Person, **body: Any) -> dict[str, Any]:
    for blob in (house.config.data_dir / "files").rglob("*"):
        os.utime(blob, (1, 1))  # it came long ago
    asked = house.post("/api/purges", by=by, json=body)
    assert (asked.status, asked.json["state"]) == (201, "waiting")
    house.settle()
    found: dict[str, Any] = house.get("/api/purges", by=by).json["data"][0]
    return found


def test_no_byte_of_a_removed_document_is_left(house: Driven, ada: Person) -> None:
    base = base_of(house, ada)
    gone = upload(house, base, ada, f"{WORD}.txt", TEXT)
    kept = upload(house, base, ada, "kept.txt", "The quiet ferry leaves at nine.", "ferries")
    assert {"main.db-wal", "files"} <= holding(house.config.data_dir)
    assert house.delete(f"/api/knowledge/{base}/documents/{gone}", by=ada).status == 204
    house.settle()
    receipt = purge(house, ada)
    assert (receipt["state"], receipt["removed_count"], receipt["file_count"]) == ("done", 1, 1)
    assert receipt["is_rewritten"], receipt
    assert receipt["is_reindexed"], receipt
    assert receipt["is_log_cut"], receipt
    assert holding(house.config.data_dir) == set()
    found = house.post("/api/search", by=ada, json={"query": "quiet ferry"}).json["data"]
    assert [one["document_id"] for one in found] == [kept]


def test_no_byte_of_a_removed_base_is_left(house: Driven, ada: Person) -> None:
    base = base_of(house, ada, f"{WORD} files")
    upload(house, base, ada, "a.txt", TEXT)
    assert house.delete(f"/api/knowledge/{base}", by=ada).status == 204
    house.settle()
    assert purge(house, ada, full=True)["removed_count"] == 2  # the base and its document
    assert holding(house.config.data_dir) == set()


def test_citations_of_a_removed_document_lose_their_words(house: Driven, ada: Person) -> None:
    base = base_of(house, ada)
    document = upload(house, base, ada, "a.txt", TEXT)
    asked = {"message": "What weighs forty tons and sleeps in Vaduz?", "stream": False, "knowledge_base_ids": [base]}
    house.settle()
    answer: Reply = house.post("/api/chat", by=ada, json=asked)
    assert answer.json["citations"][0]["title"] == "a.txt"
    house.delete(f"/api/knowledge/{base}/documents/{document}", by=ada)
    house.settle()
    purge(house, ada)
    talk = answer.json["conversation_id"]
    told = [one for one in house.get(f"/api/conversations/{talk}/messages", by=ada).json["data"] if one["citations"]]
    assert [(one["title"], one["snippet"]) for one in told[0]["citations"]] == [("", "")] * len(told[0]["citations"])


def test_a_day_without_deletions_has_no_purge(house: Driven, ada: Person) -> None:

    base_of(house, ada)
    assert write_now(actions.begin_daily) is None


@pytest.mark.parametrize("name", ["cleo", "dan", "eve"])
def test_only_operators_purge(house: Driven, people: dict[str, Person], name: str) -> None:
    assert house.post("/api/purges", by=people[name], json={}).status == 403
