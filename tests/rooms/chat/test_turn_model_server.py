"""Turns over a real model server: what it gets, how it may fail, and that a cancel reaches it."""

import asyncio
import json

from appliance.rooms.agents import actions as agent_actions
from appliance.rooms.agents.shapes import AgentDraft
from appliance.rooms.chat import conversations
from appliance.rooms.chat.turns import endings, streams
from appliance.store.database import read, write
from tests.engines.loopback import SSE_HEAD, serving
from tests.rooms.chat.stage import ADA, VACATION, play, read_all, read_some, text_of, working


async def good(visit):
    await visit.send(SSE_HEAD)
    await visit.token("Every employee has 27 days of paid vacation ")
    await visit.token("[1], not 99 days [1].")
    await visit.event({"choices": [{"delta": {}, "finish_reason": "stop"}]})
    await visit.event({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}})
    await visit.send(b"data: [DONE]\n\n")


async def endless(visit):
    await visit.send(SSE_HEAD)
    await visit.token("one two ")
    await visit.token("three")
    await visit.hang()


async def cut(visit):
    await visit.send(SSE_HEAD)
    await visit.token("half an")
    await visit.send(b'data: {"choi')


def house_of(server, tmp_path):
    return working(tmp_path, is_scripted=False, openai_base_url=f"{server.url}/v1", openai_model="tiny")


def test_the_server_gets_history_passages_and_the_agent_s_words(tmp_path):
    async def scene():
        async with serving(good) as server, house_of(server, tmp_path) as stage:
            await stage.base(VACATION)
            draft = AgentDraft(name="Rules", instructions="Be brief.", model="large", temperature=0.5, max_tokens=50)
            agent = await stage.act(agent_actions.create_agent, draft, by=ADA)
            first = await read_all(await stage.ask("How much vacation is there?", agent_id=agent.id))
            cnv = first[0][2]["conversation_id"]
            await read_all(await stage.ask("And when must it be taken?", conversation_id=cnv))
            sent = [json.loads(visit.body) for visit in server.visits]
        assert [sent[0][name] for name in ("model", "temperature", "max_tokens")] == ["large", 0.5, 50]
        assert "Be brief." in json.dumps(sent[0]["messages"])
        assert "27 days" in json.dumps(sent[0]["messages"])
        assert [one["role"] for one in sent[1]["messages"]] == ["system", "user", "assistant", "user"]
        assert first[0][2]["model"] == first[-1][2]["model"] == "large"
        assert first[-1][2]["usage"] == {"input": 12, "output": 3}
        assert text_of(first) == "Every employee has 27 days of paid vacation [1], not 99 days."

    play(scene())


def test_a_cancel_reaches_the_server_at_once(tmp_path):
    async def scene():
        async with serving(endless) as server, house_of(server, tmp_path) as stage:
            message_id = await stage.ask("Tell me")
            await read_some(message_id, 2)
            message = await streams.cancelled(message_id, seen_by=ADA)
            assert (message.state.value, message.text.strip()) == ("cancelled", "one two three")
            await asyncio.wait_for(server.visits[0].gone.wait(), 1)

    play(scene())


def test_an_answer_cut_off_keeps_what_was_said(tmp_path):
    async def scene():
        async with serving(cut) as server, house_of(server, tmp_path) as stage:
            events = await read_all(await stage.ask("Tell me"))
        assert (text_of(events), events[-1][2]["code"]) == ("half an", "provider_error")

    play(scene())


def test_a_stop_ends_what_no_model_can_go_on_with(tmp_path):
    async def scene():
        async with serving(endless) as server:
            async with house_of(server, tmp_path) as stage:
                message_id = await stage.ask("Tell me")
                before = await read_some(message_id, 2)
            async with working(tmp_path):
                message = await read(conversations.answer, message_id, seen_by=ADA)
                events = await read_all(message_id)
        assert (message.state.value, message.error_code) == ("interrupted", "interrupted")
        assert events[:2] == before
        assert events[-1][2]["code"] == "interrupted"
        assert message.text == text_of(events)

    play(scene())


def test_an_answer_that_nobody_writes_any_more_is_ended_for_its_readers(tmp_path):
    async def scene():
        async with working(tmp_path) as stage:
            message_id = await stage.ask("hang")
            before = await read_some(message_id, 3)
            reader = asyncio.ensure_future(read_all(message_id))
            await asyncio.sleep(0)
            await write(endings.give_up, message_id, "internal")
            events = await reader
            assert events[:3] == before
            assert events[-1][1:] == ("error", {"code": "internal", "message": "Something went wrong with this answer"})
            assert await read_all(message_id) == events
            assert (await read(conversations.answer, message_id, seen_by=ADA)).text == "one two"

    play(scene())


def test_an_interrupted_answer_leaves_the_conversation_free(tmp_path):
    async def scene():
        async with serving(endless) as server, house_of(server, tmp_path) as stage:
            message_id = await stage.ask("Tell me")
            cnv = (await read_some(message_id, 2))[0][2]["conversation_id"]
        async with working(tmp_path) as stage:
            row = await read(conversations.conversation, cnv, seen_by=ADA)
            assert row.running_id is None
            assert text_of(await read_all(await stage.ask("count", conversation_id=cnv))) == "tick " * 40

    play(scene())
