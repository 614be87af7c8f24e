"""Administrators choose where vectors come from, over HTTP: seen, tried, taken back; keys never come out again."""

from collections.abc import Iterator

import pytest

from appliance.engines import started
from appliance.rooms.knowledge.embedding.tables import Source
from appliance.store.database import read_now
from tests.driving import Driven
from tests.people import People
from tests.rooms.knowledge.embedding_server import Embedder, embedder

PATH = "/api/models/embedding"
SECRET = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[Embedder]:
    with embedder() as made:
        yield made


def draft(server: Embedder, **more: object) -> dict[str, object]:
    return {"kind": "openai", "model": "e5", "base_url": server.url, "api_key": SECRET} | more


def test_a_source_is_chosen_seen_and_taken_back(house: Driven, people: People, server: Embedder) -> None:
    ada = people["ada"]
    assert house.get(PATH, by=ada).json["said_by"] == "nobody"
    made = house.put(PATH, by=ada, json=draft(server, languages=["en"]))
    assert made.status == 200, made.body
    assert (made.json["has_key"], made.json["languages"]) == (True, ["en"])
    seen = house.get(PATH, by=ada)
    assert (seen.json["said_by"], seen.json["active"]["name"], seen.json["search"]) == ("organisation", "e5", "hybrid")
    assert SECRET.encode() not in made.body + seen.body
    assert SECRET.encode() not in read_now(lambda: Source.get().sealed)
    assert house.delete(PATH, by=ada).status == 204
    assert house.get(PATH, by=ada).json["active"] is None


def test_a_test_embeds_one_sentence_and_keeps_nothing(house: Driven, people: People, server: Embedder) -> None:
    ada = people["ada"]
    told = house.post(f"{PATH}/test", by=ada, json={"source": draft(server)}).json
    assert (told["is_well"], told["dimensions"], told["failure"]) == (True, 16, None)
    assert told["took_ms"] > 0
    assert (len(server.texts), server.keys) == (1, {SECRET})
    server.status = 401
    told = house.post(f"{PATH}/test", by=ada, json={"source": draft(server)}).json
    assert (told["is_well"], told["failure"]) == (False, "the embedding server answered 401")
    assert read_now(Source.select().count) == 0
    assert [one for one in started().egress.rules() if one.feature.startswith("embeddings")] == []


def test_a_kept_key_goes_to_its_own_address_alone(house: Driven, people: People, server: Embedder) -> None:
    ada = people["ada"]
    house.put(PATH, by=ada, json=draft(server))
    without = {key: value for key, value in draft(server).items() if key != "api_key"}
    assert house.post(f"{PATH}/test", by=ada, json={"source": without}).json["is_well"]
    assert house.put(PATH, by=ada, json=without | {"model": "e6"}).json["has_key"]
    assert server.keys == {SECRET}
    with embedder() as other:
        assert house.post(f"{PATH}/test", by=ada, json={"source": without | {"base_url": other.url}}).json["is_well"]
        assert not house.put(PATH, by=ada, json=without | {"base_url": other.url}).json["has_key"]
        assert other.keys == {""}


@pytest.mark.parametrize("wrong", [
    {"base_url": "ftp://example.com"}, {"base_url": ""}, {"base_url": "http://user:word@example.com"},
    {"base_url": "http://example.com:99999"}, {"base_url": "http://example.com/v1?a=b"}, {"model": ""},
    {"kind": "local", "base_url": "", "api_key": None, "model": "no such"}, {"kind": "local"}, {"kind": "other"},
    {"languages": ["English"]}, {"base_url": "http://[bad"},
], ids=str)  # fmt: skip
def test_what_is_no_source_is_refused(
    house: Driven, people: People, server: Embedder, wrong: dict[str, object]
) -> None:
    refused = house.put(PATH, by=people["ada"], json=draft(server) | wrong)
    assert refused.status == 422, refused.body
    assert read_now(Source.select().count) == 0


@pytest.mark.parametrize("address", ["http://169.254.169.254/v1", "http://[fe80::1]/v1"])
def test_addresses_that_nobody_may_reach_stay_shut(
    house: Driven, people: People, server: Embedder, address: str
) -> None:
    told = house.post(f"{PATH}/test", by=people["ada"], json={"source": draft(server, base_url=address)}).json
    assert not told["is_well"]
    assert "may not reach" in told["failure"]


def test_another_organisation_sees_and_uses_nothing_of_it(house: Driven, people: People, server: Embedder) -> None:
    house.put(PATH, by=people["ada"], json=draft(server))
    seen = house.get(PATH, by=people["eve"]).json
    assert (seen["source"], seen["active"], seen["said_by"]) == (None, None, "nobody")
    assert house.post(f"{PATH}/test", by=people["eve"], json={}).status == 409
    assert house.delete(PATH, by=people["eve"]).status == 204
    assert house.get(PATH, by=people["ada"]).json["active"]["name"] == "e5"


def test_the_environment_wins(house: Driven, people: People, server: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    house.put(PATH, by=people["ada"], json=draft(server))
    settings = started().embeddings.settings
    monkeypatch.setattr(started().embeddings, "settings", type(settings)(settings.folder, "named"))
    started().embeddings.reload()
    seen = house.get(PATH, by=people["ada"]).json
    assert (seen["said_by"], seen["active"]) == ("environment", None)
    assert house.put(PATH, by=people["ada"], json=draft(server)).status == 409
    assert house.delete(PATH, by=people["ada"]).status == 409
