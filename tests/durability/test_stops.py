"""Two servers on one folder, an orderly stop under way, and a process that is suspended for a while."""

import asyncio
import json
import os
import signal
import time
from collections import Counter

import pytest

from tests.durability.following import Follower
from tests.durability.load import word
from tests.durability.process import Served
from tests.durability.test_kill import caught_up
from tests.durability.wire import BROKEN, until

pytestmark = pytest.mark.alone
TURNS, LIVES, POSTS = 50, 50, 50
WORDS = [f"w{place} " for place in range(300)]


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "script.json"
    steps = [{"delta": one, "pause_ms": 10} for one in WORDS]
    path.write_text(json.dumps([{"match": "*long*", "steps": steps}]))
    return path


def test_a_second_server_on_the_folder_ends_at_once_and_says_why(serve, figures):
    asyncio.run(_second(serve, figures))


async def _second(serve, figures) -> None:
    first = serve()
    await first.start()
    second = serve(folder=first.folder)
    second.log = first.folder.parent / "second.log"
    began = time.monotonic()
    second.process = second.spawn()
    assert await second.ended(10) == 2
    took = time.monotonic() - began
    assert f"another process is using {first.folder}" in second.tail()
    assert "Traceback" not in second.tail()
    start = first.recoveries[0]
    figures(f"the second ended after {took:.2f} s; the first was ready after {start:.2f} s")
    assert took <= max(2, 1.5 * start)  # on a busy machine the first one's start is the measure
    first.kill()
    await second.start()
    assert await second.stop() == 0


def test_an_orderly_stop_ends_streams_with_a_word_and_keeps_everything(serve, script, figures):
    asyncio.run(_drained(serve(script_file=script), figures))


async def _drained(served: Served, figures) -> None:
    await served.start()
    await served.set_up()
    byes: list[str] = []
    answers = [Follower(served) for _ in range(TURNS)]
    tasks = [asyncio.create_task(_one_stream(served, "POST", {"message": "long"}, byes, one)) for one in answers]
    tasks += [asyncio.create_task(_one_stream(served, "GET", None, byes)) for _ in range(LIVES)]
    await until(lambda: all(len(one.events) > 3 for one in answers))
    statuses: Counter[str] = Counter()
    made: list[str] = []
    posts = [asyncio.create_task(_posting(served, place, statuses, made)) for place in range(POSTS)]
    await until(lambda: len(made) >= POSTS)
    began = time.monotonic()
    served.terminate()
    assert await served.ended(15) == 0, served.tail()
    took = time.monotonic() - began
    await asyncio.gather(*tasks, *posts)
    figures(f"{TURNS + LIVES} streams, posts {dict(statuses)}; exit 0 after {took:.2f} s")
    assert took <= 10
    assert Counter(byes) == {"bye": TURNS + LIVES}
    assert set(statuses) <= {"201", "503", "gone"}
    _check_queue(served, open_turns=TURNS)
    assert set(made) <= {name for (name,) in served.rows("SELECT name FROM agents_agent")}
    await _resumed(served, answers)


async def _one_stream(served: Served, method: str, body, byes: list[str], follower: Follower | None = None) -> None:
    """Read a stream until the server ends it; note the last event."""
    last = ""
    async with served.api().stream(method, "/api/chat" if follower else "/api/live", body) as stream:
        assert stream.status == 200
        async for event in stream:
            last = event.name
            if follower is not None:
                follower.see(event)
    byes.append(last)


async def _posting(served: Served, place: int, statuses: Counter[str], made: list[str]) -> None:
    """Post until the server refuses or is gone."""
    async with served.api() as api:
        for number in range(100_000):
            name = f"agent {place} {number}"
            try:
                reply = await api.post("/api/agents", {"name": name})
            except BROKEN:
                statuses["gone"] += 1
                return
            statuses[str(reply.status)] += 1
            if reply.status != 201:
                return
            made.append(name)


def _check_queue(served: Served, open_turns: int) -> None:
    """Nothing is left running, and what had not ended waits untried."""
    rows = served.rows("SELECT name, state, attempt FROM store_job WHERE state <> 'done'")
    assert Counter(rows) == {("turns.run_turn", "waiting", 0): open_turns}


async def _resumed(served: Served, answers: list[Follower]) -> None:
    """The next start goes on with the answers."""
    await served.start()
    await asyncio.wait_for(asyncio.gather(*(one.attach(one.message_id) for one in answers)), 25)
    for one in answers:
        one.check()
        assert one.text == "".join(WORDS)
    assert await served.stop() == 0


def test_a_suspended_process_does_nothing_twice(serve, script, figures):
    asyncio.run(_suspended(serve(script_file=script), 3.0, figures))


@pytest.mark.slow
def test_a_process_that_was_suspended_for_long_does_nothing_twice(serve, script, figures):
    asyncio.run(_suspended(serve(script_file=script), 30.0, figures))


async def _suspended(served: Served, seconds: float, figures) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        answers = [Follower(served) for _ in range(5)]
        tasks = [asyncio.create_task(one.ask({"message": "long"})) for one in answers]
        for number in range(60):
            body = {"id": word(number), "knowledge_base_id": base_id, "text": f"The {word(number)} is here."}
            assert (await api.post("/api/ingestion", body)).status == 201
        os.kill(served.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(served.pid, signal.SIGCONT)
        await asyncio.wait_for(asyncio.gather(*tasks), 20)
        await caught_up(api, base_id)
    for one in answers:
        one.check()
        assert one.text == "".join(WORDS)
    assert await served.stop() == 0
    tries = Counter(attempt for (attempt,) in served.rows("SELECT attempt FROM store_job"))
    ready = Counter(data for (data,) in served.rows("SELECT data FROM store_ledger WHERE name = 'DocumentReady'"))
    assert set(tries) == {1}
    assert (len(ready), set(ready.values())) == (60, {1})
    figures(f"{sum(tries.values())} jobs over a suspension of {seconds:.0f} s, each run once")
