"""Vectors from a server: asked in batches, again with pauses, and nothing is believed that does not fit."""

import asyncio
import json
import math
import struct
import threading
from contextlib import contextmanager

import pytest

from appliance.engines.egress import Egress, Rule
from appliance.engines.embed import EmbeddingServer, EmbedFailed
from appliance.engines.embed.provider import Provider, packed, plain
from tests.engines.loopback import serving


@contextmanager
def server(handler):
    """A server on a loop of its own: the provider blocks."""
    loop, ready, ended, found = asyncio.new_event_loop(), threading.Event(), asyncio.Event(), []

    async def serve():
        async with serving(handler) as made:
            found.append(made)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(5)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(5)
        loop.close()


def provider(made, path="/v1", **more):
    egress = Egress([Rule("embeddings", private=True, targets=frozenset({("127.0.0.1", made.port)}))])
    return Provider(EmbeddingServer(f"{made.url}{path}", "e5", "secret", pause=0.0, **more), egress)


def answering(*answers):
    """A server that gives each answer once, and the last one for ever."""
    left = list(answers)

    async def handle(visit):
        status, body, *headers = left.pop(0) if len(left) > 1 else left[0]
        await visit.reply(status, body if isinstance(body, bytes) else json.dumps(body).encode(), *headers)

    return handle


def data(*vectors):
    return {"data": [{"index": place, "embedding": vector} for place, vector in enumerate(vectors)]}


def test_vectors_come_in_the_order_of_the_texts_and_as_units():
    mixed = {"data": [{"index": 1, "embedding": [0, 2.0]}, {"index": 0, "embedding": [3, 4]}]}
    with server(answering((200, mixed))) as made:
        assert provider(made).vectors(["a", "b"]) == [[0.6, 0.8], [0.0, 1.0]]
        (visit,) = made.visits
        assert json.loads(visit.body) == {"model": "e5", "input": ["a", "b"]}
        assert visit.head.startswith("POST /v1/embeddings ")
        assert "Bearer secret" in visit.head


def test_many_texts_go_in_batches():
    async def handle(visit):
        count = len(json.loads(visit.body)["input"])
        await visit.reply(200, json.dumps(data(*[[1, 0]] * count)).encode())

    with server(handle) as made:
        assert len(provider(made).vectors(["x"] * 70)) == 70
        assert [len(json.loads(visit.body)["input"]) for visit in made.visits] == [32, 32, 6]


def test_ollamas_own_address_is_spoken_too():
    with server(answering((200, {"embeddings": [[1, 0]]}))) as made:
        assert provider(made, "/api").vectors(["a"]) == [[1.0, 0.0]]
        assert made.visits[0].head.startswith("POST /api/embed ")


def test_it_tries_again_and_gives_up_after_the_third():
    with server(answering((503, b""), (429, b"", "Retry-After: 0"), (200, data([1, 0])))) as made:
        assert provider(made).vectors(["a"]) == [[1.0, 0.0]]
    with server(answering((500, b""))) as made:
        with pytest.raises(EmbedFailed, match="500"):
            provider(made).vectors(["a"])
        assert len(made.visits) == 3


def test_a_server_that_wants_to_be_left_alone_is():
    with server(answering((429, b"", "Retry-After: 120"))) as made:
        with pytest.raises(EmbedFailed, match="429") as failed:
            provider(made).vectors(["a"])
        assert (failed.value.wait, len(made.visits)) == (120.0, 1)


def test_a_refusal_is_not_tried_again():
    with server(answering((401, b"no"))) as made:
        with pytest.raises(EmbedFailed, match="401"):
            provider(made).vectors(["a"])
        assert len(made.visits) == 1


@pytest.mark.parametrize("body", [
    b"", b"[]", b"{}", {"data": {}}, {"data": [{"index": 0}]}, data([1], [1]), data([]), data(["x"]), data([0, 0]),
    {"data": [{"index": 7, "embedding": [1]}]}, {"data": [None]}, {"embeddings": "ab"}, b'{"data":[{"embedding":[1e999]}]}',
    data([1.0] * 9000), b"[" * 100_000,
])  # fmt: skip
def test_an_answer_that_is_none_is_refused(body):
    with server(answering((200, body))) as made, pytest.raises(EmbedFailed):
        provider(made).vectors(["a"])


def test_vectors_of_another_length_are_refused():
    with server(answering((200, data([1, 0])), (200, data([1, 0, 0])))) as made:
        asked = provider(made)
        asked.vectors(["a"])
        with pytest.raises(EmbedFailed, match="3 numbers now; they had 2"):
            asked.vectors(["a"])


def test_nothing_leaves_without_a_rule():
    with server(answering((200, data([1, 0])))) as made:
        asked = Provider(EmbeddingServer(f"{made.url}/v1", "e5"), Egress())
        with pytest.raises(EmbedFailed, match="may not reach"):
            asked.vectors(["a"])
        assert made.visits == []


def test_a_silent_server_is_left_in_time():
    async def handle(visit):
        await visit.hang()

    with server(handle) as made, pytest.raises(EmbedFailed, match="too long"):
        provider(made, total=0.05).vectors(["a"])


def test_packed_and_plain_vectors_say_the_same():
    vector = [0.6, -0.8, 0.0]
    scale, *numbers = struct.unpack("<f3b", packed(vector))
    assert [number * scale for number in numbers] == pytest.approx(vector, abs=0.005)
    assert struct.unpack("<3f", plain(vector)) == pytest.approx(vector)
    assert math.isclose(max(map(abs, numbers)), 127)


def test_somebody_who_waits_gets_one_try():
    with server(answering((503, b""), (200, data([1, 0])))) as made:
        with pytest.raises(EmbedFailed, match="503"):
            provider(made).question("a", 5.0)
        assert provider(made).question("a", 5.0) == [1.0, 0.0]
