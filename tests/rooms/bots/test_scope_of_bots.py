"""Through a bot or a deployment a question may name the agent's bases, whole names alone, and learns of no other."""

import pytest

from tests.rooms.bots.published import FACT


@pytest.fixture
def travel(house, published):
    """A second base of the agent with the same words, and a third that is none of its own."""
    made = {}
    for name in ("Travel", "Wolpertinger"):
        base = house.call("collections.create_base", by=published.by, name=name).json
        document = {"knowledge_base_id": base["id"], "id": "rules", "title": name, "text": FACT}
        assert house.call("ingest.ingest_document", by=published.by, **document).status == 201
        made[name] = base["id"]
    house.settle()
    house.settle()
    ids = [published.base["id"], made["Travel"]]
    assert (
        house.call("agents.change_agent", by=published.by, id=published.agent["id"], knowledge_base_ids=ids).status
        == 200
    )
    return made["Travel"]


def test_a_bot_answers_from_the_named_base(published, travel):
    cited = published.complete("@kb:TRAVEL How many days of vacation?").json["appliance"]["citations"]
    assert {one["knowledge_base_id"] for one in cited} == {travel}
    everywhere = published.complete("How many days of vacation?").json["appliance"]["citations"]
    assert travel in {one["knowledge_base_id"] for one in everywhere} or everywhere


def test_a_deployment_answers_from_the_bases_that_it_was_published_with(published, travel):
    found = published.run("@kb:rules How many days of vacation?")
    assert found.status in (200, 201)
    assert {one["knowledge_base_id"] for one in found.json["citations"]} == {published.base["id"]}
    assert published.run("@kb:travel How many days?").status == 422  # published before the agent had it


@pytest.mark.parametrize("name", ["Wolpertinger", "Elwetritsche", "Trav", "R"])
def test_a_bot_tells_no_names(published, travel, name):
    refused = published.complete(f"@kb:{name} How many days of vacation?")
    assert refused.status in (400, 422)
    told = refused.body.decode().replace(f'"{name}\\"', "")
    assert not any(secret in told for secret in ("Travel", "Rules", "Wolpertinger"))
    other = published.complete("@kb:Nothing How many days of vacation?").body.decode().replace('"Nothing\\"', "")
    assert told.partition("request_id")[0] == other.partition("request_id")[0]
