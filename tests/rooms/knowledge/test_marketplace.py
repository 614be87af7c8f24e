"""Publishing, installing and forking bases; one search across everything."""

import pytest

from tests.driving import Driven
from tests.people import Person
from tests.rooms.knowledge.test_at_the_door import Door


@pytest.fixture
def door(house: Driven, people: dict[str, Person]) -> Door:
    return Door(house, people)


def published(door: Door, audience: str = "organisation") -> str:
    base = door.base(door.ada, visibility="private", name="Travel handbook")
    door.upload(base, door.ada, title="Travel rules")
    door.settle(base, door.ada)
    put = {"audience": audience, "summary": "How we travel"}
    assert door.house.put(f"/api/knowledge/{base}/publication", by=door.ada, json=put).status == 200
    return base


def found(door: Door, by: Person, words: str, **query: str) -> list[tuple[str, str]]:
    asked = "&".join(f"{name}={value}" for name, value in {"q": words.replace(" ", "+"), **query}.items())
    return [(one["type"], one["id"]) for one in door.house.get(f"/api/v1/search?{asked}", by=by).json["data"]]


def test_strangers_see_what_is_public_and_nothing_else(door: Door) -> None:
    published(door)
    assert door.house.get("/api/marketplace/knowledge").json["data"] == []
    base = published(door, "public")
    (listed,) = door.house.get("/api/marketplace/knowledge").json["data"]
    assert (listed["id"], listed["name"], listed["summary"]) == (base, "Travel handbook", "How we travel")
    assert listed.keys() == {"id", "name", "summary", "document_count", "published_at", "changed_at"}


def test_only_an_administrator_publishes_for_everybody(door: Door) -> None:
    base = door.base(door.cleo)
    place = f"/api/knowledge/{base}/publication"
    assert door.house.put(place, by=door.cleo, json={"audience": "public"}).status == 403
    assert door.house.put(place, by=door.cleo, json={}).status == 200


def test_an_installed_base_is_read_and_searched_but_not_written(door: Door) -> None:
    base = published(door)
    place = f"/api/marketplace/knowledge/{base}/install"
    assert door.house.get(f"/api/knowledge/{base}", by=door.cleo).status == 404
    assert door.house.post(place, by=door.eve).status == 404
    assert door.house.post(place, by=door.cleo).status == 201
    seen = door.house.get(f"/api/knowledge/{base}", by=door.cleo).json
    assert (seen["name"], seen["can"]) == ("Travel handbook", [])
    assert door.house.post("/api/search", by=door.cleo, json={"query": "quiet coach"}).json["data"]
    assert door.upload(base, door.cleo, name="b.html").status == 403
    assert door.house.delete(f"/api/knowledge/{base}/publication", by=door.ada).status == 204
    assert door.house.get(f"/api/knowledge/{base}", by=door.cleo).status == 404
    assert door.house.get("/api/marketplace/knowledge/organisation", by=door.cleo).json["data"] == []


def test_a_fork_is_the_installer_s_own(door: Door) -> None:
    base = published(door)
    assert door.house.post(f"/api/knowledge/{base}/fork", by=door.cleo, json={}).status == 404
    door.house.post(f"/api/marketplace/knowledge/{base}/install", by=door.cleo)
    made = door.house.post(f"/api/knowledge/{base}/fork", by=door.cleo, json={"name": "Mine"})
    assert (made.status, made.json["owner_id"]) == (201, door.cleo.id)
    door.house.settle()
    assert door.house.get(f"/api/knowledge/{base}", by=door.cleo).status == 404
    copied = door.house.get(f"/api/knowledge/{made.json['id']}/documents", by=door.cleo).json["data"]
    assert [(one["title"], one["state"]) for one in copied] == [("Travel rules", "ready")]


def test_a_put_takes_what_is_left_out_back_to_its_default(door: Door) -> None:
    base = door.base(door.cleo, description="Long", chunk_tokens=99, chunk_overlap=9)
    put = door.house.put(f"/api/knowledge/{base}", by=door.cleo, json={"name": "New"})
    assert put.status == 200, put.body
    assert (put.json["name"], put.json["description"], put.json["visibility"]) == ("New", "", "private")
    assert put.json["chunk_tokens"] != 99
    assert door.house.put(f"/api/v1/knowledge-bases/{base}", by=door.cleo, json={}).status == 422


def test_one_search_finds_what_i_may_see_and_no_more(door: Door) -> None:
    base = published(door)
    kinds = {kind for kind, _ in found(door, door.ada, "travel")}
    assert kinds == {"knowledge_base", "document"}
    assert found(door, door.ada, "quiet coach")[0][0] == "document"
    assert found(door, door.ada, "travel", type="knowledge_base") == [("knowledge_base", base)]
    assert found(door, door.cleo, "travel") == []
    assert found(door, door.eve, "travel") == []
    assert found(door, door.ada, "") == []
    reply = door.house.get("/api/v1/search?q=coach", by=door.ada).json["data"][0]
    assert "<mark>coach</mark>" in reply["snippet"]
    assert reply.keys() == {"type", "id", "name", "snippet", "url", "score"}


def test_markup_in_a_text_stays_text(door: Door) -> None:
    made = {"name": "Ferry <img src=x onerror=alert(1)>", "description": "Ferry <script>alert(1)</script>"}
    door.house.post("/api/knowledge", by=door.cleo, json=made | {"visibility": "organisation"})
    (one,) = door.house.get("/api/v1/search?q=ferry", by=door.cleo).json["data"]
    assert "<script" not in one["snippet"]
    assert "<mark>Ferry</mark>" in one["snippet"]


def test_a_shelf_is_looked_through_by_words_and_by_what_i_have(door: Door) -> None:
    base = published(door)
    shelf = "/api/marketplace/knowledge/organisation"

    def shown(query: str) -> list[str]:
        return [one["id"] for one in door.house.get(f"{shelf}?{query}", by=door.cleo).json["data"]]

    assert (shown("q=travel"), shown("q=how+we"), shown("q=ferry")) == ([base], [base], [])
    assert (shown("installed=true"), shown("installed=false")) == ([], [base])
    door.house.post(f"/api/marketplace/knowledge/{base}/install", by=door.cleo)
    assert (shown("installed=true"), shown("installed=false")) == ([base], [])


def test_a_preview_says_what_it_is_about_and_no_word_of_its_documents(door: Door) -> None:
    base = published(door)
    place = f"/api/marketplace/knowledge/{base}"
    seen = door.house.get(place, by=door.cleo)
    assert (seen.json["publisher_name"], seen.json["document_count"], seen.json["mine"]) == ("Ada", 1, False)
    assert b"Travel rules" not in seen.body
    assert door.house.get(place, by=door.eve).status == 404
    assert door.house.get(f"/api/knowledge/{base}", by=door.cleo).status == 404
    door.house.delete(f"/api/knowledge/{base}/publication", by=door.ada)
    assert door.house.get(place, by=door.cleo).status == 404


def test_what_is_installed_is_always_as_new_as_its_original(door: Door) -> None:
    base = published(door)
    door.house.post(f"/api/marketplace/knowledge/{base}/install", by=door.cleo)
    place = f"/api/marketplace/knowledge/{base}"
    before = door.house.get(place, by=door.cleo).json["changed_at"]
    pushed = {"knowledge_base_id": base, "id": "new", "text": "The slow ferry sleeps in Vaduz."}
    assert door.house.post("/api/ingestion", by=door.ada, json=pushed).status == 201
    door.settle(base, door.ada)
    assert door.house.get(place, by=door.cleo).json["changed_at"] > before
    assert door.house.post("/api/search", by=door.cleo, json={"query": "slow ferry"}).json["data"]
    seen = door.house.get(f"/api/knowledge/{base}", by=door.cleo).json
    assert (seen["installed"], seen["publication"]["summary"]) == (True, "How we travel")


def test_a_removed_base_leaves_the_shelves_of_all(door: Door) -> None:
    base = published(door)
    door.house.post(f"/api/marketplace/knowledge/{base}/install", by=door.cleo)
    assert door.house.delete(f"/api/knowledge/{base}", by=door.ada).status == 204
    assert door.house.get("/api/marketplace/knowledge/organisation", by=door.cleo).json["data"] == []
    assert door.house.get(f"/api/marketplace/knowledge/{base}", by=door.cleo).status == 404
    assert door.house.post("/api/search", by=door.cleo, json={"query": "quiet coach"}).json["data"] == []


def test_people_are_found_by_administrators_alone(door: Door) -> None:
    assert [kind for kind, _ in found(door, door.ada, "cleo@example", type="person")] == ["person"]
    assert found(door, door.ada, "eve", type="person") == []
    for person in (door.cleo, door.dan, door.eve):
        assert found(door, person, "ada", type="person") == []


def test_no_kind_crowds_out_another(door: Door) -> None:
    for number in range(8):
        door.base(door.ada, name=f"Ferry {number}")
    base = door.base(door.ada, name="Other")
    door.upload(base, door.ada, title="Ferry rules")
    door.settle(base, door.ada)
    kinds = [kind for kind, _ in found(door, door.ada, "ferry")]
    assert (kinds.count("knowledge_base"), kinds.count("document")) == (5, 1)
    assert len(found(door, door.ada, "ferry", type="knowledge_base")) == 8
