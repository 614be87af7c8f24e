"""Load in a process of its own: raw sockets, keep-alive, HTTP/1.1 parsed by hand. The order comes as JSON on standard
input, the figures go as JSON to standard output: `python -m tests.bench.load`.
"""

import asyncio
import json
import sys
import time
from typing import Any

import uvloop

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One caller: sends, waits for the whole answer, sends the next."""

    def __init__(self, load: "Load") -> None:
        self._load = load
        self._buffer = b""
        self._sent = 0.0
        self._wire: Any = None

    def connection_made(self, transport: Any) -> None:
        self._wire = transport
        self._next()

    def _next(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._load.end:
            self._wire.close()
        else:
            self._wire.write(self._load.request())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(_END)
        if head < 0:
            return
        at = self._buffer[:head].lower().find(_LENGTH)
        line = self._buffer[at + len(_LENGTH) : head].partition(b"\r\n")[0]
        whole = head + len(_END) + (int(line) if at >= 0 else 0)
        if len(self._buffer) >= whole:
            self._load.note(self._buffer[9:12], time.perf_counter() - self._sent, self._buffer)
            self._buffer = self._buffer[whole:]
            self._next()

    def connection_lost(self, _: Exception | None) -> None:
        self._load.left()


class Load:
    """Closed-loop load: so many connections for so many seconds; what comes in the first tenth is not counted."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._requests = [text.encode("latin-1") for text in order["requests"]]
        self._at = 0
        self._open = order["connections"]
        self._begin = time.perf_counter() + order["seconds"] / 10
        self.end = self._begin + order["seconds"]
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.times: list[float] = []
        self.statuses: dict[str, int] = {}
        self.refused = ""

    def request(self) -> bytes:
        self._at += 1
        return self._requests[self._at % len(self._requests)]

    def note(self, status: bytes, seconds: float, answer: bytes) -> None:
        told = status.decode()
        self.statuses[told] = self.statuses.get(told, 0) + 1
        if told[0] != "2":
            self.refused = self.refused or answer[-400:].decode("utf-8", "replace")
        if time.perf_counter() >= self._begin:
            self.times.append(seconds * 1000)

    def left(self) -> None:
        self._open -= 1
        if not self._open and not self.done.done():
            self.done.set_result(None)

    def figures(self, seconds: float) -> dict[str, Any]:
        return {"rate": len(self.times) / seconds, "statuses": self.statuses, "refused": self.refused} | spread(
            self.times
        )


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile, and the worst."""
    ordered = sorted(times) or [0.0]
    return {f"p{part}": ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)} | {
        "max": ordered[-1]
    }


async def requests(order: dict[str, Any]) -> dict[str, Any]:
    """Send the requests in turn as fast as the answers come."""
    load, loop = Load(order), asyncio.get_running_loop()
    for _ in range(order["connections"]):
        await loop.create_connection(lambda: Connection(load), "127.0.0.1", order["port"])
    await asyncio.wait_for(load.done, order["seconds"] + 30)
    return load.figures(order["seconds"])


class Reader(asyncio.Protocol):
    """One stream: notes when each token comes. Several in one read count as several, all of that moment."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._sent = 0.0
        self.first = 0.0
        self.stamps: list[float] = []
        self.tail = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._sent = time.perf_counter()
        self._wire = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        seen = self.tail + data
        for _ in range(seen.count(b"event: token") - self.tail.count(b"event: token")):
            self.stamps.append(now)
            self.first = self.first or now - self._sent
        self.tail = seen[-40:]
        if b"event: done" in seen or b"event: error" in seen:
            self._wire.close()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def streams(order: dict[str, Any]) -> dict[str, Any]:
    """Open the streams, `gap_ms` divided over them so that they do not beat in step, and hear them to their end."""
    loop, readers = asyncio.get_running_loop(), []
    for number in range(order["connections"]):
        reader = Reader(order["requests"][number % len(order["requests"])].encode("latin-1"))
        await loop.create_connection(lambda reader=reader: reader, "127.0.0.1", order["port"])
        readers.append(reader)
        await asyncio.sleep(order["spread_seconds"] / order["connections"])
    async with asyncio.timeout(order["seconds"] + 60):
        await asyncio.gather(*(reader.done for reader in readers))
    gaps = [
        (late - early) * 1000
        for reader in readers
        for early, late in zip(reader.stamps, reader.stamps[1:], strict=False)
    ]
    return {
        "streams": len(readers), "whole": sum(len(one.stamps) == order["tokens"] for one in readers),
        "events": sum(len(one.stamps) for one in readers), "gap": spread(gaps),
        "first": spread([one.first * 1000 for one in readers]),
    }  # fmt: skip


def main() -> None:
    """Do the order on standard input."""
    order = json.load(sys.stdin)
    todo = streams if order["kind"] == "streams" else requests
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        json.dump(runner.run(todo(order)), sys.stdout)


if __name__ == "__main__":
    main()
