"""kill -9 at named points: between any two steps that must hold together, everything acknowledged is kept."""

import asyncio
import itertools
import random
import shutil
import subprocess
from dataclasses import dataclass

import pytest

from tests.durability import deeds, tracing
from tests.durability.deeds import Deed, Told
from tests.durability.embeddings import embedding_server
from tests.durability.process import Served, demo_license
from tests.durability.test_kill import caught_up, check_chain, check_counts, check_rows, found, until_open
from tests.durability.tracing import Fault
from tests.durability.wire import BROKEN

pytestmark = pytest.mark.skipif(not tracing.can_trace(), reason="killing at a system call needs strace")
LOG, TURNS = "main.db-wal", 20


@dataclass(frozen=True, slots=True)
class Point:
    """Where the process dies: at one of the first `most` calls while something is done."""

    name: str
    deed: Deed
    calls: str
    most: int
    path: str = ""
    thread: str = ""

    def fault(self, nth: int) -> Fault:
        return Fault(self.calls, nth=nth, path=self.path, thread=self.thread)


POINTS = (
    Point("after a commit, before its answer", deeds.many, "write", 60),
    Point("in the midst of a batch", deeds.many, "pwrite64", 120, LOG),
    Point("before the commit of the index", deeds.pushing, "renameat", 6, "index/meta.json"),
    Point("after the commit of the index", deeds.pushing, "openat", 6, "index/.tantivy-meta.lock"),
    Point("during a merge", deeds.pushing, "openat", 8, thread="merge_thread_0"),
    Point("rename of an upload", deeds.uploading, "rename", 6),
    Point("what search took is told", deeds.pushing, "fdatasync", 30, LOG),
    Point("rotation of a key", deeds.rotating, "pwrite64", 60, LOG),
    Point("a link of the ledger", deeds.many, "fdatasync", 12, LOG),
    Point("a licence is written", deeds.licensing, "pwrite64", 60, LOG),
    Point("a session is written", deeds.signing_in, "pwrite64", 30, LOG),
    Point("switch of a generation", deeds.switching, "fdatasync", 40, LOG),
    Point("a vector is kept", deeds.pushing, "pwrite64", 200, LOG),
    Point("sweep of files", deeds.purging, "unlink", 2),
    Point("purge", deeds.purging, "fdatasync", 40, LOG),
)
"""And at the start: every statement of the migrations, and the swap of a rebuilt index."""


def test_killed_at_every_point_nothing_acknowledged_is_lost(serve, figures):
    asyncio.run(_all_points(serve, figures, 1))


@pytest.mark.slow
def test_killed_at_every_point_many_times_nothing_acknowledged_is_lost(serve, figures):
    asyncio.run(_all_points(serve, figures, TURNS))


async def _all_points(serve, figures, turns: int) -> None:
    told, reached = Told(license=demo_license()), 0
    async with embedding_server() as settings:
        served = serve(**settings)
        await served.start()
        await served.set_up()
        async with served.api() as api:
            told.book.base_id = (await api.post("/api/knowledge", {"name": "the base"})).json["id"]
        for turn, point in itertools.product(range(turns), POINTS):
            nth = random.randint(1, point.most) if turn else max(1, point.most // 3)
            reached += await _killed_at(served, told, point, nth)
        await _whole(served, told)
        assert await served.stop() == 0, served.tail()
    figures(f"{turns * len(POINTS)} runs, {reached} died at their point, the others after it; 0 lost")
    assert reached >= turns * len(POINTS) * 0.7


async def _killed_at(served: Served, told: Told, point: Point, nth: int) -> bool:
    """Run into the point, start again, and look at everything; whether the point was reached."""
    before = len(told.book.writes)
    try:
        await deeds.resting(served, told)
        if point.thread and not tracing.thread_of(served.pid, point.thread):
            await deeds.pushing(served, told)  # the index's threads are there once it is written to
        async with tracing.at(served, point.fault(nth)):
            await point.deed(served, told)
    except BROKEN:
        pass
    is_dead = await _is_dead(served)
    if not is_dead:
        served.kill()
    await served.start()
    await check_rows(served, told.book, before)
    await deeds.check(served, told)
    check_chain(served)
    return is_dead


async def _is_dead(served: Served) -> bool:
    assert served.process is not None
    try:
        await asyncio.to_thread(served.process.wait, 0.2)
    except subprocess.TimeoutExpired:
        return False
    return True


async def _whole(served: Served, told: Told) -> None:
    """The index equals the database: what is ready is found, what was removed is not, what counts adds up."""
    async with served.api() as api:
        await caught_up(api, told.book.base_id)
        await until_open(api)
        there = told.book.documents()
        for write in random.sample(there, min(100, len(there))):
            assert write.id in await found(api, write.name), write
        for name, id_ in list(told.uploads.items())[-50:]:
            assert id_ in await found(api, name)
        words = set(told.removed[-50:])
        texts = [text for (text,) in served.rows("SELECT text FROM documents_chunk")]
        assert not [text for text in texts if words & set(text.split())]
        check_counts(served, await api.get(f"/api/knowledge/{told.book.base_id}"))


@pytest.mark.parametrize("turns", [pytest.param(1, id="1"), pytest.param(TURNS, id="20", marks=pytest.mark.slow)])
def test_killed_during_migrations_the_next_start_finishes_them(serve, figures, turns):
    asyncio.run(_migrated(serve, figures, turns))


async def _migrated(serve, figures, turns: int) -> None:
    reached = 0
    for turn in range(turns):
        served = serve()
        reached += await _dies_at_start(served, Fault("fdatasync", nth=4 + turn * 3 % 24, path=LOG))
        await served.start()
        await served.set_up()
        assert served.rows("PRAGMA integrity_check") == [("ok",)]
        assert await served.stop() == 0
    figures(f"{turns} first starts, {reached} died in the midst")
    assert reached


@pytest.mark.parametrize("turns", [pytest.param(1, id="1"), pytest.param(TURNS, id="20", marks=pytest.mark.slow)])
def test_killed_while_a_rebuilt_index_is_put_in_place_the_next_start_finishes(serve, figures, turns):
    asyncio.run(_swapped(serve(), figures, turns))


async def _swapped(served: Served, figures, turns: int) -> None:
    told, reached = Told(), 0
    await served.start()
    await served.set_up()
    async with served.api() as api:
        told.book.base_id = (await api.post("/api/knowledge", {"name": "the base"})).json["id"]
    await deeds.pushing(served, told)
    for turn in range(turns):
        assert await served.stop() == 0
        (served.folder / "index" / "meta.json").write_bytes(b"")
        reached += await _dies_at_start(served, Fault("rename", nth=1 + turn % 2))
        await served.start()
        await _whole(served, told)
    assert await served.stop() == 0
    figures(f"{turns} rebuilds, {reached} died at a rename")
    assert reached


async def _dies_at_start(served: Served, fault: Fault) -> bool:
    """Start under the fault; whether the process died of it, else it is stopped."""
    tracer = (shutil.which("strace") or "", "-D", "-f", *fault.options(served.folder))
    served.process = served.spawn(tracer)
    while served.process.poll() is None:
        if await _serves(served):
            served.kill()
            return False
        await asyncio.sleep(0.02)
    return True


async def _serves(served: Served) -> bool:
    """Whether it answers, searches included: nothing of the start is left that could die."""
    try:
        async with served.api() as api:
            asked = await api.post("/api/search", {"query": "bridge"})
    except BROKEN:
        return False
    return asked.status != 503  # 503 while the index is opened or built again
