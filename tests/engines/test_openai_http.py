import asyncio
import json
from contextlib import aclosing

import pytest

from appliance.engines.egress import Egress
from appliance.engines.providers.contract import Delta, Finish, Message, ModelAsk, ProviderFailed, Source, Usage
from appliance.engines.providers.openai_http import OpenAiHttp, OpenAiServer, retry_after
from appliance.kernel import clock
from tests.engines.loopback import SSE_HEAD, open_door, serving

ASK = ModelAsk("How long is the vacation?", sources=(Source(1, "c", "d", "Handbook", "Staff get 30 days.", page=4),))


def provider_for(server, egress=None, **settings):
    waits = {"first_token": 0.3, "between_tokens": 0.2, "total": 2.0, "pause": 0.01, **settings}
    return OpenAiHttp(OpenAiServer(f"{server.url}/v1/", "tiny", **waits), egress or open_door())


async def asked(server, ask=ASK, **settings):
    provider = provider_for(server, **settings)
    seen = []
    try:
        async with aclosing(provider.stream(ask)) as items:
            async for item in items:
                seen += [item]
    except ProviderFailed as failure:
        seen.append(failure)
    finally:
        await provider.aclose()
    return seen


def against(handler, **settings):
    async def run():
        async with serving(handler) as server:
            return await asked(server, **settings), server.visits

    return asyncio.run(run())


def said(items):
    return "".join(item.text for item in items if isinstance(item, Delta))


async def good(visit):
    await visit.send(SSE_HEAD)
    await visit.token("30 ")
    await visit.token("days [1]")
    await visit.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    await visit.event({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}})
    await visit.send(b"data: [DONE]\n\n")


def test_a_good_server_streams_text_usage_and_finish():
    items, visits = against(good, api_key="k-1")
    assert items == [Delta("30 "), Delta("days [1]"), Usage(12, 3), Finish("stop")]
    assert visits[0].head.startswith("POST /v1/chat/completions ")
    assert "authorization: Bearer k-1" in visits[0].head
    body = json.loads(visits[0].body)
    assert body["model"] == "tiny"
    assert body["stream_options"] == {"include_usage": True}
    assert "temperature" not in body


def test_the_ask_shapes_the_request():
    ask = ModelAsk("Q", (Message("user", "a"), Message("assistant", "b")), (), "big", 0.2, 50, "Be kind.")

    async def run():
        async with serving(good) as server:
            await asked(server, ask)
            return json.loads(server.visits[0].body)

    body = asyncio.run(run())
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("big", 0.2, 50)
    assert [message["role"] for message in body["messages"]] == ["system", "user", "assistant", "user"]
    assert body["messages"][0]["content"].startswith("Be kind.")


def test_a_server_that_knows_no_stream_options_is_asked_without():
    async def old(visit):
        if b"stream_options" in visit.body:
            await visit.reply(400, b'{"error": {"message": "unknown field stream_options"}}')
        else:
            await visit.send(SSE_HEAD)
            await visit.token("hi", finish_reason="length")

    items, visits = against(old)
    assert items == [Delta("hi"), Finish("length")]
    assert len(visits) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_storm_is_weathered_by_three_tries(status):
    async def storm(visit):
        if visit.number < 3:
            await visit.reply(status, b"{}", "Retry-After: 0")
        else:
            await good(visit)

    items, visits = against(storm)
    assert said(items) == "30 days [1]"
    assert len(visits) == 3


def test_an_endless_storm_ends_after_three_tries():
    items, visits = against(lambda visit: visit.reply(429, b'{"error": {"message": "slow\\ndown"}}'))
    assert len(visits) == 3
    assert (items[0].code, items[0].retryable) == ("provider_error", True)
    assert items[0].message == "The model server answered 429: slow down."


def test_a_wrong_key_is_not_tried_again():
    items, visits = against(lambda visit: visit.reply(401, b"no"))
    assert len(visits) == 1
    assert (items[0].code, items[0].retryable) == ("provider_error", False)


async def hang_before(visit):
    await visit.hang()


async def hang_after_head(visit):
    await visit.send(SSE_HEAD)
    await visit.hang()


async def hang_after_token(visit):
    await visit.send(SSE_HEAD)
    await visit.token("one")
    await visit.hang()


async def comments_only(visit):
    await visit.send(SSE_HEAD)
    while True:
        await visit.send(b": still here\n\n")
        await asyncio.sleep(0.02)


async def endless_tokens(visit):
    await visit.send(SSE_HEAD)
    while True:
        await visit.token("again ")
        await asyncio.sleep(0.005)


async def ten_megabyte_line(visit):
    await visit.send(SSE_HEAD)
    await visit.token("one")
    await visit.send(b"data: " + b"x" * 10_000_000 + b"\n\n")


async def bad_utf8(visit):
    await visit.send(SSE_HEAD + b'data: {"choices": [{"delta": {"content": "\xff\xfe"}}]}\n\n')


async def no_json(visit):
    await visit.send(SSE_HEAD + b"data: <html>\n\n")


async def deep_json(visit):
    await visit.send(SSE_HEAD + b"data: " + b"[" * 200_000 + b"\n\n")


async def cut_in_chunk(visit):
    await visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    text = b'data: {"choices": [{"delta": {"content": "one"}}]}\n\n'
    await visit.send(b"%x\r\n%b\r\nff\r\ndata: {" % (len(text), text))


async def cut_between(visit):
    await visit.send(SSE_HEAD)
    await visit.token("one")


async def error_event(visit):
    await visit.send(SSE_HEAD)
    await visit.token("one")
    await visit.event({"error": {"message": "out of memory"}})


@pytest.mark.parametrize(
    ("handler", "code", "text"),
    [
        (hang_before, "timeout", ""),
        (hang_after_head, "timeout", ""),
        (hang_after_token, "timeout", "one"),
        (comments_only, "timeout", ""),
        (ten_megabyte_line, "provider_error", "one"),
        (bad_utf8, "provider_error", ""),
        (no_json, "provider_error", ""),
        (deep_json, "provider_error", ""),
        (cut_in_chunk, "provider_error", "one"),
        (cut_between, "provider_error", "one"),
        (error_event, "provider_error", "one"),
    ],
)
def test_a_hostile_server_ends_in_one_failure_and_what_was_said_stays(handler, code, text):
    items, visits = against(handler)
    assert items[-1].code == code
    assert said(items) == text
    assert len(visits) == 1


def test_an_endless_answer_ends_with_the_total_time():
    items, _ = against(endless_tokens, total=0.3)
    assert items[-1].code == "timeout"
    assert said(items).startswith("again again ")


def test_nobody_listening_is_tried_three_times_and_reported():
    async def run():
        async with serving(good) as server:
            pass
        records = []
        provider = provider_for(server, open_door(records))
        with pytest.raises(ProviderFailed) as failure:
            await anext(provider.stream(ASK))
        return failure.value, len(records)

    failure, tries = asyncio.run(run())
    assert (failure.code, failure.retryable, tries) == ("provider_error", True, 3)


def test_without_a_rule_no_model_is_reached():
    async def run():
        async with serving(good) as server:
            with pytest.raises(ProviderFailed, match="not allowed to leave"):
                await anext(provider_for(server, Egress()).stream(ASK))
            return len(server.visits)

    assert asyncio.run(run()) == 0


@pytest.mark.parametrize("handler", [hang_before, hang_after_head, hang_after_token, endless_tokens])
def test_cancelling_closes_the_connection_within_a_second(handler):
    async def run():
        async with serving(handler) as server:
            provider = provider_for(server, first_token=30, between_tokens=30, total=60)

            async def drain():
                async with aclosing(provider.stream(ASK)) as items:
                    async for _ in items:
                        pass

            task = asyncio.create_task(drain())
            await server.visited.wait()
            task.cancel()
            await asyncio.wait_for(server.visits[0].gone.wait(), 1.0)
            return await asyncio.gather(task, return_exceptions=True)

    outcome = asyncio.run(asyncio.wait_for(run(), 2.0))
    assert isinstance(outcome[0], asyncio.CancelledError)


def test_models_are_listed():
    async def listing(visit):
        await visit.reply(200, b'{"data": [{"id": "b"}, {"id": "a"}]}')

    async def run():
        async with serving(listing) as server:
            return await provider_for(server).models(), server.visits[0].head

    names, head = asyncio.run(run())
    assert names == ("a", "b")
    assert head.startswith("GET /v1/models ")


def test_a_list_that_is_none_is_a_clean_failure():
    async def run():
        async with serving(lambda visit: visit.reply(200, b"[1]")) as server:
            with pytest.raises(ProviderFailed, match="no list of models"):
                await provider_for(server).models()

    asyncio.run(run())


def test_an_answer_cannot_be_resumed():
    async def run():
        async with serving(good) as server:
            return await asked(server, ModelAsk("q", skip=3))

    assert asyncio.run(run())[0].code == "interrupted"


def test_retry_after_in_seconds_and_as_a_date():
    with clock.held(clock.from_iso("2026-11-22T18:00:00Z")):
        assert retry_after("7") == 7.0
        assert retry_after("Sun, 22 Nov 2026 18:00:30 GMT") == 30.0
        assert retry_after("Sun, 22 Nov 2026 17:00:00 GMT") == 0.0
        assert retry_after("soon") is None
