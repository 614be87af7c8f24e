"""A model server that misbehaves in every way: each answer ends once, keeps what was said, and the house stays well."""

import asyncio
import time

import psutil
import pytest

from tests.durability.following import Follower
from tests.durability.models import ModelServer, model_server
from tests.durability.process import Served
from tests.durability.wire import until

pytestmark = pytest.mark.alone
LIMIT_SECONDS = 6
MOST_MEMORY = 400 * 1024 * 1024
CASES = {
    # question: (text that is kept, codes of the error that ends it)
    "hang": ("one token", {"timeout"}),
    "line": ("before the line", {"provider_error"}),
    "cut": ("before the cut", {"provider_error"}),
    "storm429": ("", {"provider_error"}),
    "storm500": ("", {"provider_error"}),
    "slow": ("0 1 2 3", {"timeout"}),
}


def test_whatever_the_model_server_does_the_answer_ends_once(serve, figures):
    asyncio.run(_asked(serve, figures))


async def _asked(serve, figures) -> None:
    async with model_server() as models:
        served = serve(openai_base_url=models.url, openai_model="m", turn_limit_seconds=LIMIT_SECONDS)
        await served.start()
        await served.set_up()
        began = time.monotonic()
        asked = {case: Follower(served) for case in (*CASES, "encoding", "flood")}
        await asyncio.wait_for(
            asyncio.gather(*(one.ask({"message": f"please {case}"}) for case, one in asked.items())), 20
        )
        took = time.monotonic() - began
        for case, (text, codes) in CASES.items():
            _check(asked[case], text, codes)
        _check_rest(asked)
        await _check_stored(served, list(asked.values()))
        await _check_house(served, models, figures, took)


def _check(one: Follower, text: str, codes: set[str]) -> None:
    one.check()
    assert one.last.name == "error", one.last
    assert one.last.data["code"] in codes, one.last
    assert one.text.startswith(text), one.text[:100]


def _check_rest(asked: dict[str, Follower]) -> None:
    """Bytes that are no text end or are replaced; an endless answer ends as too long."""
    for case in ("encoding", "flood"):
        asked[case].check()
    assert asked["encoding"].text.startswith("before the bytes")
    assert asked["encoding"].last.name == "error"
    ended = asked["flood"].last
    assert ended.data.get("finish_reason") == "length" or ended.data.get("code") == "timeout", ended
    assert len(asked["flood"].text) <= 401_000


async def _check_stored(served: Served, answers: list[Follower]) -> None:
    async with served.api() as api:
        for one in answers:
            path = f"/api/conversations/{one.events[0].data['conversation_id']}/messages"
            stored = (await api.get(path)).json["data"][1]
            assert stored["text"] == one.text
            assert stored["state"] == ("error" if one.last.name == "error" else "done")


async def _check_house(served: Served, models: ModelServer, figures, took: float) -> None:
    memory = psutil.Process(served.pid).memory_info().rss
    async with served.api() as api:
        assert (await api.get("/api/health")).status == 200
    await until(lambda: not models.open, 5)
    assert models.asked.count("storm429") == models.asked.count("storm500") == 3
    assert memory < MOST_MEMORY
    figures(f"all ended after {took:.1f} s (limit of a turn {LIMIT_SECONDS} s), {memory >> 20} MB resident")
    assert await served.stop() == 0
    assert served.rows("SELECT count(*) FROM store_job WHERE state <> 'done'") == [(0,)]


@pytest.mark.parametrize("case", ["hang", "slow"])
def test_cancelling_lets_the_model_go_within_a_second(serve, case):
    asyncio.run(_cancelled(serve, case))


async def _cancelled(serve, case: str) -> None:
    async with model_server() as models:
        served = serve(openai_base_url=models.url, openai_model="m")
        await served.start()
        await served.set_up()
        reader = Follower(served)
        reading = asyncio.create_task(reader.ask({"message": case}))
        await until(lambda: bool(reader.text))
        began = time.monotonic()
        async with served.api() as api:
            stored = await api.post(f"/api/chat/{reader.message_id}/cancel")
        await until(lambda: not models.open, 5)
        assert time.monotonic() - began <= 1
        await asyncio.wait_for(reading, 5)
        reader.check()
        assert reader.last.data["code"] == "cancelled"
        assert (stored.json["state"], stored.json["text"]) == ("cancelled", reader.text)
        assert await served.stop() == 0
