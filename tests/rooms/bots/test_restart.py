"""An answer to a bot's caller outlives the process: the caller hears of the stop, and the same key gets the whole."""

import signal

import openai
import pytest

from tests.rooms.chat.served import Served


@pytest.fixture
def served(tmp_path):
    found = Served(tmp_path)
    yield found
    assert found.end(signal.SIGTERM) == 0


def made(served, path, **body):
    status, found = served.call("POST", path, body, by="ada")
    assert status == 201, found
    return found


def ask(served, secret, **more):
    client = openai.OpenAI(api_key=secret, base_url=f"http://127.0.0.1:{served.port}/api/v1", max_retries=0)
    messages = [{"role": "user", "content": "count to forty"}]
    return client.chat.completions.create(
        model="any", messages=messages, stream=True, extra_headers={"Idempotency-Key": "once"}, **more
    )


def test_a_stop_is_told_and_a_repeat_gets_the_whole_answer(served):
    agent = made(served, "/api/agents", name="Desk")["id"]
    bot = made(served, "/api/bots", name="Desk", agent_id=agent)["id"]
    secret = made(served, f"/api/bots/{bot}/keys", name="Shop")["secret"]
    stream = ask(served, secret)
    first = [next(stream) for _ in range(6)]
    assert served.end(signal.SIGTERM) == 0
    with pytest.raises(openai.APIError) as told:
        list(stream)
    assert told.value.code == "SERVICE_UNAVAILABLE"
    served.start()
    again = list(ask(served, secret))
    assert again[0].id == first[0].id
    assert "".join(chunk.choices[0].delta.content or "" for chunk in again) == "tick " * 40
