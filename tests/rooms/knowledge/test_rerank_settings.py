"""Administrators choose the reranking server over HTTP: seen, tried, in force, taken back; its key never comes out."""

from dataclasses import replace

import pytest

from appliance.engines import started
from appliance.rooms.knowledge.reranking.tables import RerankSource
from appliance.store.database import read_now
from tests.driving import Driven
from tests.people import People
from tests.rooms.knowledge.judge import Judge, judging

PATH = "/api/models/rerank"
SECRET = "sk-very-secret"


def draft(judge: Judge, **more: object) -> dict[str, object]:
    return {"url": judge.url, "model": "m", "api_key": SECRET} | more


def features() -> list[str]:
    return [one.feature for one in started().egress.rules() if one.feature.startswith("rerank")]


def test_a_server_is_chosen_judges_and_is_taken_back(house: Driven, people: People, judge: Judge) -> None:
    ada = people["ada"]
    assert house.get(PATH, by=ada).json["said_by"] == "nobody"
    assert house.get("/api/search/modes", by=ada).json == {"modes": ["auto", "keyword"], "reranks": False}
    made = house.put(PATH, by=ada, json=draft(judge))
    assert made.status == 200, made.body
    seen = house.get(PATH, by=ada)
    assert (seen.json["said_by"], seen.json["name"], seen.json["source"]["has_key"]) == ("organisation", "m", True)
    assert SECRET.encode() not in made.body + seen.body
    assert SECRET.encode() not in read_now(lambda: RerankSource.get().sealed)
    assert house.get("/api/search/modes", by=ada).json["reranks"]
    base = house.post("/api/knowledge", by=ada, json={"name": "Pies", "rerank": True}).json["id"]
    for word in ("cake cake", "lemon cake"):
        house.post("/api/ingestion", by=ada, json={"knowledge_base_id": base, "id": word, "text": f"A {word}."})
    house.settle()
    found = house.post(f"/api/knowledge/{base}/search", by=ada, json={"query": "cake"}).json
    assert (found["rerank"]["state"], found["data"][0]["external_id"]) == ("done", "lemon cake")
    assert (judge.keys, house.get(PATH, by=ada).json["bases"], len(features())) == ([f"Bearer {SECRET}"], 1, 1)
    assert house.delete(PATH, by=ada).status == 204
    assert (house.get(PATH, by=ada).json["name"], features()) == (None, [])
    assert house.post(f"/api/knowledge/{base}/search", by=ada, json={"query": "cake"}).json["rerank"] is None


def test_the_environment_wins(house: Driven, people: People, judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    house.put(PATH, by=people["ada"], json=draft(judge))
    said = replace(started().reranking.said, url="http://127.0.0.1:9/rerank", model="named")
    monkeypatch.setattr(started().reranking, "said", said)
    seen = house.get(PATH, by=people["ada"]).json
    assert (seen["said_by"], seen["name"]) == ("environment", "named")
    assert house.put(PATH, by=people["ada"], json=draft(judge)).status == 409
    assert house.delete(PATH, by=people["ada"]).status == 409


def test_a_test_judges_two_sentences_and_keeps_nothing(house: Driven, people: People, judge: Judge) -> None:
    ada = people["ada"]
    judge.wished = "otter"
    told = house.post(f"{PATH}/test", by=ada, json={"source": draft(judge)}).json
    assert (told["is_well"], told["fits"], told["failure"], told["name"]) == (True, True, None, "m")
    assert (len(judge.asked[0]["documents"]), judge.keys) == (2, [f"Bearer {SECRET}"])
    judge.answer = (401, b"no")
    told = house.post(f"{PATH}/test", by=ada, json={"source": draft(judge)}).json
    assert (told["is_well"], told["failure"]) == (False, "the reranking server answered 401")
    assert (read_now(RerankSource.select().count), features()) == (0, [])


def test_a_kept_key_goes_to_its_own_address_alone(house: Driven, people: People, judge: Judge) -> None:
    ada = people["ada"]
    house.put(PATH, by=ada, json=draft(judge))
    without = {"url": judge.url}
    assert house.post(f"{PATH}/test", by=ada, json={"source": without}).json["is_well"]
    assert house.put(PATH, by=ada, json=without).json["has_key"]
    with judging() as other:
        assert house.post(f"{PATH}/test", by=ada, json={"source": {"url": other.url}}).json["is_well"]
        assert not house.put(PATH, by=ada, json={"url": other.url}).json["has_key"]
        assert set(other.keys) == {""}


@pytest.mark.parametrize("wrong", [
    {"url": "ftp://example.com"}, {"url": ""}, {"url": "http://user:word@example.com"}, {"url": "http://[bad"},
    {"url": "http://example.com:99999"}, {"url": "http://example.com/v1?a=b"}, {"model": "m" * 201}, {"api_key": ""},
], ids=str)  # fmt: skip
def test_what_is_no_server_is_refused(house: Driven, people: People, judge: Judge, wrong: dict[str, object]) -> None:
    refused = house.put(PATH, by=people["ada"], json=draft(judge) | wrong)
    assert refused.status == 422, refused.body
    assert read_now(RerankSource.select().count) == 0


def test_addresses_that_nobody_may_reach_stay_shut(house: Driven, people: People) -> None:
    told = house.post(f"{PATH}/test", by=people["ada"], json={"source": {"url": "http://169.254.169.254/rerank"}}).json
    assert not told["is_well"]
    assert "may not reach" in told["failure"]


def test_another_organisation_sees_and_uses_nothing_of_it(house: Driven, people: People, judge: Judge) -> None:
    ada, eve = people["ada"], people["eve"]
    house.put(PATH, by=ada, json=draft(judge))
    seen = house.get(PATH, by=eve).json
    assert (seen["source"], seen["name"], seen["said_by"]) == (None, None, "nobody")
    assert not house.get("/api/search/modes", by=eve).json["reranks"]
    assert house.post(f"{PATH}/test", by=eve, json={}).status == 409
    house.delete(PATH, by=eve)
    assert house.get(PATH, by=ada).json["name"] == "m"
