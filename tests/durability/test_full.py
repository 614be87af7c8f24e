"""A full disk: writes are refused with 507, reading goes on, and once there is room all is as before."""

import asyncio
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.durability.following import Follower
from tests.durability.load import word
from tests.durability.process import PERSON, Served
from tests.durability.test_kill import caught_up, check_chain, found
from tests.durability.wire import Api, form, until

pytestmark = pytest.mark.alone
SIZE_MB = 64
RESERVE = 16 << 20
WORDS = [f"w{place} " for place in range(200)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with little room."""
    place = tmp_path / "disk"
    place.mkdir()
    asked = ("mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "none", str(place))
    if subprocess.run(asked, check=False, capture_output=True).returncode:
        pytest.skip("a file system of its own needs the right to mount")
    yield place
    subprocess.run(("umount", "-l", str(place)), check=True)


def fill(disk: Path) -> None:
    """Take the room that is left."""
    with (disk / "filler").open("ab", buffering=0) as filler:
        for size in (1 << 20, 4096, 1):
            with pytest.raises(OSError, match="No space left"):
                while True:
                    filler.write(b"x" * size)


def test_a_full_disk_refuses_writes_and_nothing_else(small_disk, serve, figures):
    served = serve(folder=small_disk / "data")
    served.log = small_disk.parent / "full.log"
    try:
        asyncio.run(_full(served, small_disk, figures))
    finally:
        served.close()


async def _full(served: Served, disk: Path, figures) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        kept = [word(number) for number in range(20)]
        await _push(api, base_id, kept)
        await caught_up(api, base_id)
        fill(disk)
        assert (served.folder / "reserve").stat().st_blocks * 512 >= RESERVE
        answered, made = await _refused(api, base_id)
        await _read_on(api, kept, base_id)
        gone, kept = kept[:5], kept[5:]
        await _cleaned_up(served, base_id, gone)
        await _read_on(api, kept, base_id)
        (disk / "filler").unlink()
        took = await _well_again(api)
        await _push(api, base_id, [word(99)])
        await caught_up(api, base_id)
        for one in (*kept, word(99)):
            assert len(await found(api, one)) == 1
        assert (served.folder / "reserve").stat().st_blocks * 512 >= RESERVE
    check_chain(served)
    names = {name for (name,) in served.rows("SELECT name FROM agents_agent")}
    assert {name for name in names if name.startswith("full ")} == made
    assert await served.stop() == 0
    figures(f"answers on the full disk {dict(answered)}; writing again {took:.2f} s after there was room")


async def _push(api: Api, base_id: str, words: list[str]) -> None:
    for one in words:
        body = {"id": one, "knowledge_base_id": base_id, "text": f"The word {one} is in this one."}
        reply = await api.post("/api/ingestion", body)
        assert reply.status == 201, reply.body


async def _refused(api: Api, base_id: str) -> tuple[Counter[int], set[str]]:
    """Write until the disk is full for the database too; then every kind of write is refused."""
    answered: Counter[int] = Counter()
    made: set[str] = set()
    for number in range(3000):
        name = f"full {number}"
        reply = await api.post("/api/agents", {"name": name, "instructions": "x" * 5000})
        answered[reply.status] += 1
        if reply.status == 201:
            made.add(name)
        if answered[507] == 5:
            break
    assert set(answered) <= {201, 507}, answered
    assert answered[507] == 5
    body = {"id": "big", "knowledge_base_id": base_id, "text": "many words " * 20_000}
    big, headers = form("big.txt", b"many words " * 20_000)
    calls = (("/api/ingestion", body, {}), ("/api/chat", {"message": "x" * 30_000}, {}),
             (f"/api/knowledge/{base_id}/documents", big, headers))  # fmt: skip
    for path, sent, told in calls:
        reply = await api.post(path, sent, told)
        assert (reply.status, reply.json["error"]["code"]) == (507, "STORAGE_FULL"), path
    return answered, made


async def _cleaned_up(served: Served, base_id: str, gone: list[str]) -> None:
    """On the full disk the administrator still signs in, deletes what search then forgets, and purges."""
    async with Api(served.port) as door:
        signed = await door.post("/auth/login", {"email": PERSON["email"], "password": PERSON["password"]})
        assert signed.status == 200, signed.body
    async with served.api() as api:
        for one in gone:
            (id_,) = await found(api, one)
            assert (await api.delete(f"/api/ingestion/{id_}")).status == 204
        async with asyncio.timeout(10):
            while any([await found(api, one) for one in gone]):  # noqa: ASYNC110 -- what is waited for has no event
                await asyncio.sleep(0.05)
        assert (await api.post("/api/purges", {"full": False})).status == 201
        async with asyncio.timeout(20):
            while (await api.get("/api/purges")).json["data"][0]["state"] != "done":  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def _read_on(api: Api, kept: list[str], base_id: str) -> None:
    """Reading and searching go on, and health says what is wrong."""
    health = await api.get("/api/health")
    assert (health.status, health.json["status"]) == (200, "degraded")
    ready = (await api.get("/api/health/ready")).json
    assert (ready["reasons"], ready["warnings"][0][:8]) == ([], "storage:")
    assert (await api.get("/api/agents")).status == 200
    assert (await api.get(f"/api/knowledge/{base_id}")).json["document_count"] == len(kept)
    for one in kept:
        assert len(await found(api, one)) == 1


async def _well_again(api: Api) -> float:
    """Wait for the first write that is taken; seconds."""
    began = time.monotonic()
    while (await api.post("/api/agents", {"name": "again"})).status != 201:
        assert time.monotonic() - began < 10
        await asyncio.sleep(0.05)
    took = time.monotonic() - began
    async with asyncio.timeout(10):
        while (await api.get("/api/health")).json["status"] != "ok":  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return took


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "script.json"
    path.write_text(json.dumps([{"match": "*long*", "steps": [{"delta": one, "pause_ms": 10} for one in WORDS]}]))
    return path


def test_answers_under_way_are_finished_once_there_is_room(small_disk, script, serve):
    served = serve(folder=small_disk / "data", script_file=script)
    served.log = small_disk.parent / "full.log"
    try:
        asyncio.run(_answered(served, small_disk))
    finally:
        served.close()


async def _answered(served: Served, disk: Path) -> None:
    await served.start()
    await served.set_up()
    readers = [Follower(served) for _ in range(5)]
    tasks = [asyncio.create_task(one.ask({"message": "long"})) for one in readers]
    await until(lambda: all(len(one.events) > 20 for one in readers))
    fill(disk)
    await asyncio.sleep(1.5)  # as long as the disk is full
    (disk / "filler").unlink()
    await asyncio.wait_for(asyncio.gather(*tasks), 20)
    for one in readers:
        one.check()
        assert (one.last.name, one.text) == ("done", "".join(WORDS))
    assert await served.stop() == 0
    assert served.rows("SELECT count(*) FROM store_job WHERE state <> 'done'") == [(0,)]


def test_a_start_on_a_full_disk_reads_and_refuses_writes(small_disk, serve):
    served = serve(folder=small_disk / "data")
    served.log = small_disk.parent / "full.log"
    try:
        asyncio.run(_started_full(served, small_disk))
    finally:
        served.close()


async def _started_full(served: Served, disk: Path) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        kept = [word(number) for number in range(20)]
        await _push(api, base_id, kept)
        await caught_up(api, base_id)
    served.kill()
    fill(disk)
    await served.start()
    async with served.api() as api:
        await _refused(api, base_id)
        async with asyncio.timeout(10):
            while (await api.post("/api/search", {"query": kept[0]})).status == 503:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await _read_on(api, kept, base_id)
        (disk / "filler").unlink()
        await _well_again(api)
        await _push(api, base_id, [word(99)])
        await caught_up(api, base_id)
    check_chain(served)
    assert await served.stop() == 0
