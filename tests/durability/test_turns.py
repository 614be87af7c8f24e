"""Answers over kill -9: whoever reads on sees every event once, and the text is what it would have been."""

import asyncio
import json
import random

import pytest

from tests.durability.following import Follower
from tests.durability.models import model_server
from tests.durability.process import Served
from tests.durability.test_kill import caught_up
from tests.durability.wire import until

pytestmark = pytest.mark.journey
WORDS = 120
SCRIPTED = [f"{place}:{'x' * (place % 7)} " for place in range(WORDS)]
ASKED_AT_ONCE = 5
READERS = 3
FACTS = ("The bridge over the river was built in 1931 by the town.", "The bridge is 240 metres long and carries trams.",
         "The bridge was closed in 1987 and opened again in 1990 after repairs.")  # fmt: skip
QUESTION = "When was the bridge over the river built, how long is it and when was it closed for repairs?"


@pytest.fixture
def script(tmp_path):
    steps = [{"delta": word, "pause_ms": 6} for word in SCRIPTED]
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"match": "*tell*", "steps": steps}]))
    return path


@pytest.mark.parametrize("kills", [pytest.param(6, id="6"), pytest.param(100, id="100", marks=pytest.mark.slow)])
def test_readers_lose_and_double_nothing(serve, script, figures, kills):
    served = serve(script_file=script)
    seen = asyncio.run(_answers(served, kills))
    events = sum(len(one.events) for one in seen)
    attachments = sum(one.attachments for one in seen)
    figures(f"{served.kills} kills, {len(seen)} readers, {attachments} attachments, {events} events, 0 lost, 0 doubled")


async def _answers(served: Served, kills: int) -> list[Follower]:
    await served.start()
    await served.set_up()
    agent_id = await _builtin_agent(served)
    undisturbed = Follower(served)
    await undisturbed.ask({"message": QUESTION, "agent_id": agent_id})
    assert "1931" in undisturbed.text
    seen: list[Follower] = []
    while served.kills < kills:
        scripted, builtin = await _round(served, agent_id)
        for one in scripted + builtin:
            one.check()
            assert one.last.name == "done", one.last
        assert {one.text for one in scripted} == {"".join(SCRIPTED)}
        assert {one.text for one in builtin} == {undisturbed.text}
        seen += scripted + builtin
        await _stored(served, seen[-len(scripted + builtin) :])
    assert await served.stop() == 0
    return seen


async def _round(served: Served, agent_id: str) -> tuple[list[Follower], list[Follower]]:
    """Answers with several readers each; the process dies three times at random tokens, and comes back."""
    scripted = [Follower(served) for _ in range(ASKED_AT_ONCE)]
    builtin = [Follower(served) for _ in range(ASKED_AT_ONCE)]
    number = served.kills
    tasks = [asyncio.create_task(one.ask({"message": f"tell {place}"}, f"s{number}.{place}"))
             for place, one in enumerate(scripted)]  # fmt: skip
    await _killed_at(served, scripted, random.randrange(1, WORDS * ASKED_AT_ONCE // 3))
    tasks += [asyncio.create_task(one.ask({"message": QUESTION, "agent_id": agent_id}, f"b{number}.{place}"))
              for place, one in enumerate(builtin)]  # fmt: skip
    more = [Follower(served) for _ in range(READERS - 1)]
    tasks += [asyncio.create_task(one.attach(scripted[0].message_id)) for one in more if scripted[0].message_id]
    for _ in range(2):
        await _killed_at(served, scripted + builtin, random.randrange(1, WORDS * ASKED_AT_ONCE // 3))
    await asyncio.wait_for(asyncio.gather(*tasks), 30)
    return scripted + [one for one in more if one.message_id], builtin


async def _killed_at(served: Served, readers: list[Follower], tokens: int) -> None:
    wanted = sum(len(one.events) for one in readers) + tokens
    await until(lambda: sum(len(one.events) for one in readers) >= wanted or all(one.is_over for one in readers))
    served.kill()
    await served.start()


async def _stored(served: Served, readers: list[Follower]) -> None:
    """What was stored is what was read, with as many events."""
    async with served.api() as api:
        for one in readers:
            conversation_id = one.events[0].data["conversation_id"]
            messages = (await api.get(f"/api/conversations/{conversation_id}/messages")).json["data"]
            assert [said["role"] for said in messages] == ["user", "assistant"]
            assert (messages[1]["text"], messages[1]["seq"]) == (one.text, len(one.events))
            assert messages[1]["state"] == "done"


async def _builtin_agent(served: Served) -> str:
    """An agent that answers from a few passages with the built-in provider."""
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "town"})).json["id"]
        for place, fact in enumerate(FACTS):
            body = {"id": f"fact{place}", "knowledge_base_id": base_id, "text": fact, "title": f"Fact {place}"}
            assert (await api.post("/api/ingestion", body)).status == 201
        await caught_up(api, base_id)
        agent = {"name": "own words", "provider_id": "builtin", "knowledge_base_ids": [base_id]}
        return (await api.post("/api/agents", agent)).json["id"]


def test_a_model_that_cannot_go_on_ends_as_interrupted_and_keeps_its_text(serve):
    asyncio.run(_interrupted(serve))


async def _interrupted(serve) -> None:
    async with model_server() as models:
        served = serve(openai_base_url=models.url, openai_model="m")
        await served.start()
        await served.set_up()
        reader, other = Follower(served), Follower(served)
        tasks = [asyncio.create_task(reader.ask({"message": "endless slow"}))]
        await until(lambda: len(reader.events) >= 20)
        tasks.append(asyncio.create_task(other.attach(reader.message_id)))
        served.kill()
        await served.start()
        await asyncio.wait_for(asyncio.gather(*tasks), 10)
        for one in (reader, other):
            one.check()
            assert (one.last.name, one.last.data["code"]) == ("error", "interrupted")
        assert reader.text == other.text != ""
        async with served.api() as api:
            path = f"/api/conversations/{reader.events[0].data['conversation_id']}/messages"
            answer = (await api.get(path)).json["data"][1]
        assert (answer["text"], answer["state"]) == (reader.text, "interrupted")
        assert await served.stop() == 0
