"""A group's canary word reaches nobody else by any way that looks for words, and is gone with the right to it."""

import json

import pytest

CANARY = "Wolpertinger"
WAYS = (
    "search_base",
    "search_all",
    "named",
    "begun",
    "explained",
    "filtered",
    "everything",
    "completed",
    "as_of",
    "chat",
)


@pytest.fixture
def secret(house, ben):
    """A private base with the canary as its name, title, heading, fact and text."""
    base = house.call("collections.create_base", by=ben, name=CANARY).json
    document = {"knowledge_base_id": base["id"], "id": CANARY, "title": CANARY, "metadata": {"animal": CANARY},
                "sections": [{"heading": CANARY, "text": f"The {CANARY} sleeps in the attic of the house."}]}  # fmt: skip
    assert house.call("ingest.ingest_document", by=ben, **document).status == 201
    house.settle()
    house.settle()
    return base


def asked(house, by, way, base_id):
    """What somebody is told who looks for the canary this way, without their own words in it."""
    word = CANARY[:5] if way == "begun" else CANARY
    bodies = {
        "named": {"query": f"@kb:{CANARY} attic"}, "begun": {"query": f"@kb:{word} attic"},
        "explained": {"query": "attic house", "explain": True}, "as_of": {"query": "attic", "as_of": "2100-01-01T00:00:00Z"},
        "filtered": {"query": "attic", "filters": {"animal": CANARY}},
    }  # fmt: skip
    if way == "search_base":
        return house.post(f"/api/knowledge/{base_id}/search", by=by, json={"query": "attic"})
    if way == "everything":
        return house.get("/api/v1/search?q=attic", by=by)
    if way == "completed":
        return house.get("/api/search/bases?q=w", by=by)
    if way == "chat":
        return house.post(
            "/api/chat", by=by, json={"message": "Who sleeps in the attic of the house?", "stream": False}
        )
    return house.post("/api/search", by=by, json=bodies.get(way, {"query": "attic"}))


def told(answer):
    """The answer; of a refusal without the name that was sent."""
    body = json.loads(answer.body)
    error = body.get("error")
    if error:
        said = json.dumps([error["code"], error["message"], error.get("details")])
        return said.replace(f'\\"{CANARY}\\"', "")
    return answer.body.decode()


@pytest.mark.parametrize("way", WAYS)
def test_the_canary_is_told_to_nobody_else(house, ada, ben, cleo, dan, secret, way):
    mine = asked(house, ben, way, secret["id"])
    assert mine.status == 200
    assert CANARY in told(mine)
    for other in (ada, cleo, dan):
        theirs = asked(house, other, way, secret["id"])
        assert CANARY not in told(theirs), other.name
        assert "sleeps" not in told(theirs).replace("Who sleeps", "")
        if theirs.status == 200 and way != "chat":
            assert json.loads(theirs.body)["data"] == []


@pytest.mark.parametrize("way", WAYS)
def test_a_right_that_ends_ends_every_way(house, ben, cleo, secret, way):
    grant = house.call("grants.create_grant", by=ben, resource_id=secret["id"], subject_id=cleo.id, level="viewer")
    assert CANARY in told(asked(house, cleo, way, secret["id"]))
    assert house.call("grants.revoke_grant", by=ben, id=grant.json["id"]).status == 204
    assert CANARY not in told(asked(house, cleo, way, secret["id"]))
