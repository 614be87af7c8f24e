"""Server-sent events: resumed, ended with their owner, cut when nobody reads, told goodbye at shutdown."""

import socket
import time

import pytest

from appliance.kernel import ends
from appliance.kernel.hub import hub
from appliance.kernel.visit import ServerEvent
from appliance.web import streams
from tests.web import toy


def publish(house, topic, item):
    house.run(_publish(topic, item))


async def _publish(topic, item):
    hub.publish(topic, item)


def until(what, seconds=5.0):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end


@pytest.fixture
def stream(house, cleo):
    with house.stream("/api/toy/stream/one", by=cleo, headers={"Last-Event-ID": "m:7"}) as opened:
        assert opened.next().data == {"after": "m:7"}
        yield opened


def test_events_come_with_their_ids_as_they_happen(house, stream):
    assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert stream.headers["cache-control"] == "no-store"
    for number in range(3):
        publish(house, "one", {"n": number, "text": "a\nb"})
    found = [stream.next() for _ in range(3)]
    assert [event.id for event in found] == ["m:0", "m:1", "m:2"]
    assert found[0].name == "item"
    assert found[0].data == {"n": 0, "text": "a\nb"}


def test_it_ends_when_the_events_do_and_the_connection_lives_on(house, stream):
    publish(house, "one", None)
    assert stream.next() is None
    until(lambda: "closed one" in toy.calls)


@pytest.mark.parametrize("owner", ["usr_cleo", "cred_cleo"])
def test_it_ends_within_a_second_of_its_owner(house, stream, owner):
    started = time.monotonic()
    ends.tell(owner)
    assert stream.next().name == "bye"
    assert stream.next() is None
    assert time.monotonic() - started < 1
    until(lambda: "closed one" in toy.calls)


def test_the_end_of_others_does_not_touch_it(house, stream):
    ends.tell("usr_dan")
    publish(house, "one", {"n": 1})
    assert stream.next().id == "m:1"


def test_a_client_that_goes_is_noticed(house, stream):
    stream.close()
    until(lambda: "closed one" in toy.calls)
    assert len(house.gate.streams) == 0


def test_a_silent_stream_is_kept_open_by_comments(house, cleo, monkeypatch):
    monkeypatch.setattr(streams, "BEAT_SECONDS", 0.05)
    with house.stream("/api/toy/stream/two", by=cleo) as opened:
        lines = [opened.answer.readline() for _ in range(12)]
    assert lines.count(b": here\n") >= 3


def test_who_does_not_read_is_dropped_and_others_are_not(house, cleo, stream, monkeypatch):
    monkeypatch.setattr(streams, "MOST_UNSENT", 100_000)
    head = f"GET /api/toy/stream/one HTTP/1.1\r\nHost: x\r\nAuthorization: {cleo.headers['Authorization']}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", house.port)) as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(head.encode())
        until(lambda: len(house.gate.streams) == 2)
        for number in range(400):
            publish(house, "one", {"n": number, "text": "x" * 20_000})
            assert stream.next().data["n"] == number
        until(lambda: len(house.gate.streams) == 1)


def test_at_shutdown_it_is_told_to_come_back(house, stream):
    house.stop()
    assert stream.next().name == "bye"
    assert stream.next() is None


def test_a_stream_that_was_refused_is_a_problem(house):
    with house.stream("/api/toy/stream/one") as refused:
        assert refused.status == 401


def test_a_frame_has_one_line_of_data():
    assert (
        streams.frame(ServerEvent("token", {"text": "a\r\nb"}, "m:1"))
        == b'id: m:1\nevent: token\ndata: {"text":"a\\r\\nb"}\n\n'
    )
