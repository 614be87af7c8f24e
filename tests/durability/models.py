"""A model server on a loopback port that misbehaves as its question asks."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
Answer = Callable[["Pen"], Awaitable[None]]


@dataclass
class Pen:
    """Writes one answer. `gone` is set once the client has dropped the connection."""

    writer: asyncio.StreamWriter

    async def chunk(self, data: bytes) -> None:
        self.writer.write(b"%x\r\n%b\r\n" % (len(data), data))
        await self.writer.drain()

    async def token(self, text: str) -> None:
        await self.chunk(b"data: " + json.dumps({"choices": [{"delta": {"content": text}}]}).encode() + b"\n\n")

    async def refuse(self, status: int) -> None:
        self.writer.write(b"HTTP/1.1 %d No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}" % status)
        await self.writer.drain()


async def slow(pen: Pen) -> None:
    place = 0
    while True:
        await pen.token(f"{place} ")
        place += 1
        await asyncio.sleep(0.01)


async def hang(pen: Pen) -> None:
    await pen.token("one token ")
    await asyncio.Event().wait()


async def line(pen: Pen) -> None:
    await pen.token("before the line ")
    await pen.chunk(b"data: ")
    for _ in range(160):
        await pen.chunk(b"x" * 65_536)
    await asyncio.Event().wait()


async def encoding(pen: Pen) -> None:
    await pen.token("before the bytes ")
    await pen.chunk(b'data: {"choices": [{"delta": {"content": "\xff\xfe\xc3"}}]}\n\n')
    await pen.chunk(b"data: \xff\xff{{\n\n")


async def cut(pen: Pen) -> None:
    await pen.token("before the cut ")
    pen.writer.write(b'ff\r\ndata: {"choi')
    await pen.writer.drain()


async def flood(pen: Pen) -> None:
    while True:
        await pen.token("abcdefghij" * 50)


ANSWERS: dict[str, Answer] = {
    "slow": slow, "hang": hang, "line": line, "encoding": encoding, "cut": cut, "flood": flood,
}  # fmt: skip
REFUSALS = {"storm429": 429, "storm500": 500}


@dataclass
class ModelServer:
    """How often it was asked, and how many connections are open."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    open: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request as its last word wants."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        asked = json.loads(await reader.readexactly(length))["messages"][-1]["content"].split()[-1]
        self.asked.append(asked)
        pen = Pen(writer)
        if asked in REFUSALS:
            await pen.refuse(REFUSALS[asked])
            return
        writer.write(HEAD)
        speaking = asyncio.create_task(ANSWERS[asked](pen))
        leaving = asyncio.create_task(reader.read())
        done, waiting = await asyncio.wait({speaking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*done, *waiting, return_exceptions=True)


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    """The server, with nothing left open at its end."""
    server = ModelServer()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        server.open += 1
        try:
            await server.answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            server.open -= 1
            writer.transport.abort()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
