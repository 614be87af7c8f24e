"""Real servers on a loopback port, speaking raw bytes, for clients that must survive them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from appliance.engines.egress import Egress, EgressRecord, Rule

Handler = Callable[["Visit"], Awaitable[None]]
SSE_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


@dataclass
class Visit:
    """One request as it came and the pen to answer it."""

    head: str
    body: bytes
    writer: asyncio.StreamWriter
    reader: asyncio.StreamReader
    number: int
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, status: int, body: bytes = b"", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
        await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    async def token(self, text: str, **more: object) -> None:
        await self.event({"choices": [{"delta": {"content": text}, **more}]})

    async def event(self, data: object) -> None:
        await self.send(b"data: " + json.dumps(data).encode() + b"\n\n")

    async def hang(self) -> None:
        await self.reader.read()


@dataclass
class Server:
    port: int
    visits: list[Visit] = field(default_factory=list)
    visited: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[Server]:
    """A server whose every connection is given to the handler and closed after it."""
    server = Server(0)
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = next(
                (int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0
            )
            visit = Visit(head, await reader.readexactly(length), writer, reader, len(server.visits) + 1)
            server.visits.append(visit)
            server.visited.set()
            await handler(visit)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            for visit in server.visits:
                if visit.writer is writer:
                    visit.gone.set()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listening.wait_closed()


def open_door(records: list[EgressRecord] | None = None) -> Egress:
    """A door that lets models reach this machine."""
    return Egress([Rule("models", private=True)], None if records is None else records.append)
