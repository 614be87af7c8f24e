"""Readers that hardly read are dropped at a bounded buffer, and nobody else notices."""

import asyncio
import contextlib
import json
import socket
import time

import psutil
import pytest

from tests.durability.following import Follower
from tests.durability.process import Served
from tests.durability.wire import request, until

pytestmark = pytest.mark.alone
READERS = 50
PIECES, PIECE = 180, "\x01" * 2_000  # twelve thousand bytes each on the wire: two megabytes in all
MOST_EACH = 1_400_000


def test_slow_readers_are_dropped_and_others_unaffected(serve, tmp_path, figures):
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"match": "*much*", "steps": [{"delta": PIECE, "times": PIECES, "pause_ms": 15}]}]))
    with contextlib.ExitStack() as opened:
        asyncio.run(_slow(serve(script_file=script), opened, figures))


async def _slow(served: Served, opened: contextlib.ExitStack, figures) -> None:
    await served.start()
    await served.set_up()
    usual = Follower(served)
    reading = asyncio.create_task(usual.ask({"message": "much"}))
    await until(lambda: bool(usual.events))
    memory = psutil.Process(served.pid).memory_info().rss
    wires = [opened.enter_context(_opened(served, usual.message_id)) for _ in range(READERS)]
    dripping = asyncio.create_task(_drip(wires))
    took, most = await _others(served, reading)
    grown = most - memory
    usual.check()
    assert usual.text == PIECE * PIECES
    await until(lambda: connections(served) <= 1, 5)
    dripping.cancel()
    ends = [_rest(wire) for wire in wires]
    assert not any(b"event: done" in end for end in ends)
    assert grown <= READERS * MOST_EACH, grown
    took.sort()
    slowest = took[int(len(took) * 0.99)]
    figures(f"{READERS} dropped, memory grew by {grown >> 20} MB at most; others: {len(took)} calls, p50"
            f" {took[len(took) // 2] * 1000:.1f} ms, p99 {slowest * 1000:.1f} ms")  # fmt: skip
    assert slowest < 0.5
    assert await served.stop() == 0


def _opened(served: Served, message_id: str) -> socket.socket:
    """A reader with the smallest buffer that the kernel gives."""
    wire = socket.socket()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    wire.connect(("127.0.0.1", served.port))
    wire.sendall(request("GET", f"/api/chat/{message_id}/stream", None, served.headers))
    wire.setblocking(False)
    return wire


async def _drip(wires: list[socket.socket]) -> None:
    """Take one byte of each a second."""
    while True:
        for wire in wires:
            try:
                wire.recv(1)
            except (BlockingIOError, ConnectionError):
                continue
        await asyncio.sleep(1)


def _rest(wire: socket.socket) -> bytes:
    """What had arrived, up to where the server cut."""
    taken = b""
    with contextlib.suppress(BlockingIOError, ConnectionError):
        while piece := wire.recv(65_536):
            taken += piece
    return taken


async def _others(served: Served, reading: "asyncio.Task[None]") -> tuple[list[float], int]:
    """How long other calls take while the answer runs, in seconds; and the most memory that the process had."""
    took, most, process = [], 0, psutil.Process(served.pid)
    async with served.api() as api:
        while not reading.done():
            began = time.monotonic()
            assert (await api.get("/api/agents")).status == 200
            took.append(time.monotonic() - began)
            most = max(most, process.memory_info().rss)
            await asyncio.sleep(0.005)
    await reading
    return took, most


def connections(served: Served) -> int:
    """Connections that the server holds open."""
    return sum(one.status == psutil.CONN_ESTABLISHED for one in psutil.Process(served.pid).net_connections("tcp"))
