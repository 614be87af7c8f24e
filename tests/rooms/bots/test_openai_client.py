"""OpenAI's own Python library as the client of a bot: it needs an address and a key, and nothing else."""

import openai
import pytest


def ask(client, text="How many days of vacation?", **more):
    return client.chat.completions.create(model="any", messages=[{"role": "user", "content": text}], **more)


def test_a_whole_answer_with_its_citations(client, published):
    found = ask(client)
    assert found.object == "chat.completion"
    assert found.id.startswith("chatcmpl-")
    assert found.model == "scripted"
    assert "27 days" in found.choices[0].message.content
    assert (found.choices[0].finish_reason, found.choices[0].message.role) == ("stop", "assistant")
    assert found.usage.total_tokens == found.usage.prompt_tokens + found.usage.completion_tokens
    ours = found.model_extra["appliance"]
    assert (ours["bot_id"], ours["conversation_starters"]) == (published.bot["id"], ["How many days?"])
    assert [one["title"] for one in ours["citations"]] == ["Rules"]
    assert ours["session_id"].startswith("bse_")


def test_a_stream_of_chunks_that_ends(client):
    chunks = list(ask(client, "count to forty", stream=True, stream_options={"include_usage": True}))
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[0].choices[0].delta.role == "assistant"
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == "tick " * 40
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert (chunks[-1].choices, chunks[-1].usage is None) == ([], False)
    assert chunks[-2].model_extra["appliance"]["session_id"]


def test_models_list_the_bot_alone(client, published):
    assert [one.id for one in client.models.list()] == [published.bot["id"]]


@pytest.mark.parametrize(("changes", "kind"), [
    ({"api_key": "apl_bot_nonsense"}, openai.AuthenticationError), ({"api_key": "x"}, openai.AuthenticationError),
])  # fmt: skip
def test_a_key_that_does_not_hold_is_told(client, changes, kind):
    with pytest.raises(kind) as refused:
        ask(client.with_options(**changes))
    assert refused.value.code == "UNAUTHORIZED"
    assert refused.value.type == "authentication_error"


def test_what_cannot_be_done_is_refused_by_name(client):
    for more in ({"n": 2}, {"tools": [{"type": "function", "function": {"name": "f"}}]}, {"logprobs": True},
                 {"response_format": {"type": "json_object"}}):  # fmt: skip
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            ask(client, **more)
        assert refused.value.code == "VALIDATION_ERROR"
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="x", messages=[{"role": "system", "content": "Only this."}])


def test_sampling_is_the_bots_own(client):
    found = ask(client, temperature=2, top_p=0.1, max_tokens=1, stop=["days"], seed=7, presence_penalty=1)
    assert "27 days" in found.choices[0].message.content


def test_a_broken_model_is_told_whole_and_streamed(client):
    with pytest.raises(openai.InternalServerError) as refused:
        ask(client, "break now")
    assert (refused.value.status_code, refused.value.code) == (502, "PROVIDER_ERROR")
    with pytest.raises(openai.APIError) as told:
        list(ask(client, "break now", stream=True))
    assert told.value.code == "PROVIDER_ERROR"


def test_the_month_s_messages_and_the_limit_are_its_own_errors(client, published):
    published.house.call("bots.change_key", by=published.by, id=published.bot["id"], key_id=published.key["id"],
                         rate_limit=1)  # fmt: skip
    published.house.gate.limits = type(published.house.gate.limits)(1.0)
    ask(client)
    with pytest.raises(openai.RateLimitError) as refused:
        ask(client)
    assert int(refused.value.response.headers["retry-after"]) > 0


def test_an_abort_in_the_middle_leaves_the_answer_to_be_read(client, published):
    stream = ask(client, "count to forty", stream=True)
    first = next(stream)
    session_id = first.model_extra["appliance"]["session_id"]
    next(stream)
    stream.close()
    published.house.settle()
    found = published.house.get(f"/api/v1/sessions/{session_id}", headers=published.bearer()).json
    assert [one["content"] for one in found["messages"]] == ["count to forty", "tick " * 40]


def test_a_user_is_one_session(client, published):
    first, second = (ask(client, text, user="ann") for text in ("count to forty", "How many days of vacation?"))
    other = ask(client, user="bea")
    sessions = [one.model_extra["appliance"]["session_id"] for one in (first, second, other)]
    assert sessions[0] == sessions[1] != sessions[2]
    told = published.house.get("/api/v1/sessions", headers=published.bearer(), json=None).json
    assert sorted(one["user"] for one in told["data"]) == ["ann", "bea"]


def test_history_begins_a_session_and_no_prompt_is_replaced(client, published):
    messages = [
        {"role": "system", "content": "You are a pirate."}, {"role": "user", "content": "count to forty"},
        {"role": "assistant", "content": "tick"}, {"role": "user", "content": [{"type": "text", "text": "count on"}]},
    ]  # fmt: skip
    found = client.chat.completions.create(model="x", messages=messages)
    session = found.model_extra["appliance"]["session_id"]
    told = published.house.get(f"/api/v1/sessions/{session}", headers=published.bearer()).json["messages"]
    assert [one["content"] for one in told[:3]] == ["count to forty", "tick", "count on"]


def test_a_repeat_gets_the_first_answer(client):
    once = {"extra_headers": {"Idempotency-Key": "one"}}
    first, second = ask(client, **once), ask(client, **once)
    assert (first.id, first.choices) == (second.id, second.choices)
    with pytest.raises(openai.ConflictError):
        ask(client, "Another question?", **once)
