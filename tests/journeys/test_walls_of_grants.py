"""The journey of a denied person: no word of a base reaches them, whatever they ask; and pages hear of it at once."""

import time

import pytest

from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Author, State
from appliance.rooms.chat.turns.protocol import event, packed
from appliance.rooms.chat.turns.tables import Turn
from appliance.store.database import write_now
from tests import make

CANARY = make.CANARY


@pytest.fixture
def shelf(house, people):
    """A base that everybody reads, with a document that says the canary, and an agent that searches it."""
    base = write_now(lambda: make.base(people.ben.owner))
    document = write_now(lambda: make.document(people.ben.owner, base))
    agent = write_now(lambda: make.agent(people.ben.owner, name="Guide", instructions="", knowledge_base_ids=[base.id]))
    house.settle()
    return base, document, agent


def deny(house, people, base, who):
    made = house.call("grants.create_grant", by=people.ben, resource_id=base.id, subject_id=who.id, level="deny")
    assert made.status == 201
    return made.json["id"]


def asked(house, who, agent, **more):
    reply = house.call(
        "turns.ask", by=who, agent_id=agent.id, message=f"What does the {CANARY} weigh?", stream=False, **more
    )
    assert reply.status == 200, reply.body
    return reply.json


def told(house, who, shelf):
    """Every answer that could say something of the shelf, without the questions themselves."""
    base, document, agent = shelf
    place = f"/api/knowledge/{base.id}"
    for path in ("/api/knowledge", place, f"{place}/documents", f"{place}/documents/{document.id}", "/api/agents",
                 f"{place}/documents/{document.id}/text", f"{place}/documents/{document.id}/chunks",
                 f"{place}/documents/{document.id}/content", f"/api/agents/{agent.id}", "/api/grants",
                 f"/api/grants/of/{base.id}", "/api/monitoring", "/api/health"):  # fmt: skip
        yield path, house.get(path, by=who).body
    search = {"query": "weighs nine pounds", "limit": 100, "explain": True}
    yield "search", house.post("/api/search", by=who, json=search).body
    yield "named search", house.post("/api/search", by=who, json=search | {"knowledge_base_ids": [base.id]}).body
    yield "search in it", house.post(f"{place}/search", by=who, json=search).body
    yield "attach", house.post("/api/agents", by=who, json={"name": "Mine", "knowledge_base_ids": [base.id]}).body
    yield "ask", house.post("/api/chat", by=who, json={"message": "How much?", "knowledge_base_ids": [base.id]}).body


def test_no_word_of_a_base_reaches_a_denied_person(house, people, shelf):
    cleo = people.cleo
    assert any(CANARY.encode() in body.lower() for _, body in told(house, cleo, shelf))
    deny(house, people, shelf[0], cleo)
    assert [path for path, body in told(house, cleo, shelf) if CANARY.encode() in body.lower()] == []
    answer = asked(house, cleo, shelf[2])
    assert (answer["citations"], "nine pounds" in answer["text"]) == ([], False)


def test_counts_of_a_denied_base_are_not_told(house, people, shelf):
    before = house.call("collections.list_bases", by=people.cleo).json["pagination"]["total"]
    deny(house, people, shelf[0], people.cleo)
    assert house.call("collections.list_bases", by=people.cleo).json["pagination"]["total"] == before - 1


def cited(people, shelf):
    """A conversation of Cleo's with an answer that cites the document."""
    base, document, _ = shelf
    citation = {
        "number": 1, "source_id": "chk_1", "document_id": document.id, "knowledge_base_id": base.id, "version": 1,
        "title": CANARY, "snippet": CANARY, "page": None, "start": 0, "end": 1, "score": 1.0, "url": None,
    }  # fmt: skip
    talk = conversations.open_conversation("How much?", None, by=people.cleo.owner)
    answer = conversations.add_message(
        talk, Author.ASSISTANT, f"The {CANARY} is heavy [1].", state=State.DONE, citations=[citation]
    )
    events = packed(
        [event("token", text="Heavy [1]."), event("citation", **citation), event("done", message_id=answer.id)]
    )
    Turn.add(org_id=talk.org_id, message_id=answer.id, conversation_id=talk.id, owner_id=talk.owner_id, events=events)
    return talk, answer


def test_citations_go_with_the_right_to_read(house, people, shelf):
    talk, answer = write_now(cited, people, shelf)
    (before,) = house.call("conversations.list_messages", by=people.cleo, id=talk.id).json["data"]
    assert [one["title"] for one in before["citations"]] == [CANARY]
    deny(house, people, shelf[0], people.cleo)
    (after,) = house.call("conversations.list_messages", by=people.cleo, id=talk.id).json["data"]
    assert after["citations"] == []
    with house.stream(f"/api/chat/{answer.id}/stream", by=people.cleo) as stream:
        events = list(stream)
    assert [one.name for one in events[:3]] == ["token", "citation", "done"]
    assert CANARY not in str([one.data for one in events])


def test_a_shared_conversation_does_not_carry_a_document_over_the_wall(house, people, shelf):
    talk, _ = write_now(cited, people, shelf)
    read = house.call("conversations.list_messages", by=people.dan, id=talk.id)
    assert read.status == 404
    given = {"resource_id": talk.id, "subject_id": people.dan.id}
    assert house.call("grants.create_grant", by=people.cleo, **given, level="editor").status == 422
    assert house.call("grants.create_grant", by=people.cleo, **given, level="viewer").status == 201
    (message,) = house.call("conversations.list_messages", by=people.dan, id=talk.id).json["data"]
    assert CANARY in message["text"], "Dan may read the base"
    deny(house, people, shelf[0], people.dan)
    body = house.call("conversations.list_messages", by=people.dan, id=talk.id).body.decode()
    assert CANARY not in body
    assert house.call("turns.ask", by=people.dan, conversation_id=talk.id, message="And?").status == 403
    assert house.call("conversations.remove_conversation", by=people.dan, id=talk.id).status == 403
    listed = house.call("conversations.list_conversations", by=people.dan).json["data"]
    assert [(one["id"], one["can"]) for one in listed] == [(talk.id, [])]


def until(stream, wanted):
    """Read a live stream up to an event; how long that took."""
    began = time.monotonic()
    for one in stream:
        if wanted(one):
            return time.monotonic() - began
    raise AssertionError("the stream ended")


def test_an_open_page_hears_of_grants_and_groups_within_a_second(house, people):
    cleo = people.cleo
    base = write_now(lambda: make.base(people.ben.owner, visibility="private"))
    law = write_now(lambda: make.group(people.ada.owner))
    given = {"resource_id": base.id, "subject_id": law.id, "level": "viewer"}
    with house.stream("/api/live", by=cleo) as live:
        assert house.call("grants.create_grant", by=people.ben, **given).status == 201
        house.call("users.add_members", by=people.ada, id=law.id, user_ids=[cleo.id])
        assert until(live, lambda one: one.name == "lagged") < 1
        house.call("collections.change_base", by=people.ben, id=base.id, name="Renamed")
        assert until(live, lambda one: one.data.get("id") == base.id) < 1
        house.call("users.remove_member", by=people.ada, id=law.id, user_id=cleo.id)
        assert until(live, lambda one: one.name == "lagged") < 1
        house.call("collections.change_base", by=people.ben, id=base.id, name="Hidden")
        own = house.call("collections.create_base", by=cleo, name="Mine").json["id"]
        seen = []
        until(live, lambda one: seen.append(one.data.get("id")) or one.data.get("id") == own)
        assert base.id not in seen
