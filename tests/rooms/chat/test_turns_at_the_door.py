"""Turns over the wire, against the process that operators run: streams, walls, kills, stops."""

import signal
import time

import pytest

from tests.rooms.chat.served import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    served = Served(tmp_path_factory.mktemp("served"))
    served.add_person("ben")
    yield served
    assert served.end(signal.SIGTERM) == 0


def taken(stream, count=10_000):
    """The next events of a stream, without the farewell of a server that stops."""
    found = []
    for event in stream:
        if event.name == "bye":
            break
        found.append(event)
        if len(found) == count:
            break
    return found


def status_of(stream):
    with stream:
        return stream.status


def ids(events):
    return [event.id for event in events]


def test_a_turn_streams_and_is_kept(served):
    with served.ask({"message": "count"}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        events = taken(stream)
    assert [events[0].name, events[-1].name] == ["start", "done"]
    conversation_id = events[0].data["conversation_id"]
    _, messages = served.call("GET", f"/api/conversations/{conversation_id}/messages", by="ada")
    assert [one["text"] for one in messages["data"]] == ["count", "tick " * 40]
    _, mine = served.call("GET", "/api/chat/get-user-chat-sessions", by="ada")
    assert conversation_id in [one["id"] for one in mine["data"]]


def test_last_event_id_alone_is_enough(served):
    with served.ask({"message": "count"}) as stream:
        first = taken(stream, 5)
    with served.ask(None, Last_Event_ID=first[-1].id) as stream:
        rest = taken(stream)
    with served.attach(first[0].data["message_id"]) as stream:
        assert ids(taken(stream)) == ids(first + rest)


def test_a_repeat_attaches_and_says_so(served):
    with served.ask({"message": "count"}, Idempotency_Key="k") as first:
        start = taken(first, 1)
        with served.ask({"message": "count"}, Idempotency_Key="k") as again:
            assert again.headers["idempotency-replayed"] == "true"
            assert taken(again, 1) == start
        with served.ask({"message": "another"}, Idempotency_Key="k") as other:
            assert other.status == 409


def test_the_whole_answer_comes_as_one_object(served):
    status, answer = served.call("POST", "/api/chat", {"message": "count", "stream": False}, by="ada")
    assert status == 200
    assert (answer["text"], answer["state"], answer["finish_reason"]) == ("tick " * 40, "done", "stop")


def test_what_cannot_be_asked_is_refused_in_the_one_shape(served):
    bodies = [({"message": "x" * 32_001}, 422), ({"message": "x", "tools": ["web"]}, 422), ({}, 422), ([], 400)]
    bodies.append(({"message": "x", "agent_id": "agt_00000000000000000000000000"}, 404))
    bodies.append(({"message": "x", "conversation_id": "cnv_00000000000000000000000000"}, 404))
    bodies.append(({"message": "x", "knowledge_base_ids": ["kb_00000000000000000000000000"]}, 404))
    for body, expected in bodies:
        status, answer = served.call("POST", "/api/chat", body, by="ada")
        assert (status, "error" in answer) == (expected, True), body


def test_streams_of_others_do_not_exist(served):
    with served.ask({"message": "hang"}) as stream:
        start = taken(stream, 1)[0]
        message_id = start.data["message_id"]
        assert status_of(served.attach(message_id, by="ben")) == 404
        assert status_of(served.ask(None, by="ben", Last_Event_ID=start.id)) == 404
        assert served.call("POST", f"/api/chat/{message_id}/cancel", by="ben")[0] == 404
        assert served.call("GET", f"/api/conversations/{start.data['conversation_id']}", by="ben")[0] == 404
        began = time.monotonic()
        status, message = served.call("POST", f"/api/chat/{message_id}/cancel", by="ada")
        assert (status, message["state"], message["text"]) == (200, "cancelled", "one two")
        assert time.monotonic() - began < 1
        last = taken(stream)[-1]
        assert (last.name, last.data["code"]) == ("error", "cancelled")


def test_a_suspended_person_s_stream_and_turn_end_at_once(served):
    user_id = served.add_person("finn")
    with served.ask({"message": "hang"}, by="finn") as stream:
        taken(stream, 2)
        status, _ = served.call("PATCH", f"/api/users/{user_id}", {"active": False}, by="ada")
        began = time.monotonic()
        taken(stream)
        assert (status, time.monotonic() - began < 1) == (200, True)
    assert status_of(served.ask({"message": "count"}, by="finn")) == 401


@pytest.mark.parametrize(("sent", "seen"), [(signal.SIGKILL, 3), (signal.SIGKILL, 21), (signal.SIGTERM, 12)], ids=str)
def test_an_answer_goes_on_after_the_process(served, sent, seen):
    with served.ask({"message": "count"}) as stream:
        before = taken(stream, seen)
        served.end(sent)
        before += taken(stream)
    served.start()
    with served.ask(None, Last_Event_ID=before[-1].id) as stream:
        after = taken(stream)
    with served.attach(before[0].data["message_id"]) as stream:
        assert ids(taken(stream)) == ids(before + after)
    assert after[-1].name == "done"
    text = "".join(event.data["text"] for event in before + after if event.name == "token")
    assert text == "tick " * 40
