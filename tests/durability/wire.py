"""A small HTTP/1.1 client for tests that break connections: one connection, keep-alive, server-sent events."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import orjson

BROKEN = (ConnectionError, asyncio.IncompleteReadError, TimeoutError)
"""What a client sees of a server that dies."""
_LIMIT = 4_000_000


@dataclass(slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass(slots=True)
class Event:
    """One event of a stream."""

    name: str
    data: Any
    id: str

    @property
    def seq(self) -> int:
        return int(self.id.rpartition(":")[2])

    @property
    def message_id(self) -> str:
        return self.id.rpartition(":")[0]


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something that another process or task brings about."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0.002)


class Api:
    """A client with one connection, opened when needed and again after a break."""

    def __init__(self, port: int, headers: dict[str, str] | None = None, seconds: float = 30.0) -> None:
        self.port = port
        self._headers = headers or {}
        self._seconds = seconds
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Drop the connection."""
        if self._open is not None:
            self._open[1].transport.abort()
            self._open = None

    async def get(self, path: str) -> Reply:
        return await self.send("GET", path)

    async def post(self, path: str, json: Any = None, headers: dict[str, str] | None = None) -> Reply:
        return await self.send("POST", path, json, headers)

    async def delete(self, path: str) -> Reply:
        return await self.send("DELETE", path)

    async def send(self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None) -> Reply:
        """One request and its answer; one of BROKEN when the connection ends before it."""
        try:
            async with asyncio.timeout(self._seconds):
                reader, writer = await self._connection()
                writer.write(request(method, path, json, self._headers | (headers or {})))
                status, told = await head(reader)
                reply = Reply(status, told, await body(reader, told))
        except BROKEN:
            self.close()
            raise
        if told.get("connection") == "close":
            self.close()
        return reply

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._open is None or self._open[1].transport.is_closing() or self._open[0].at_eof():
            self._open = await asyncio.open_connection("127.0.0.1", self.port, limit=_LIMIT)
        return self._open

    @asynccontextmanager
    async def stream(
        self, method: str, path: str, json: Any = None, headers: dict[str, str] | None = None
    ) -> AsyncIterator["Streamed"]:
        """A stream of events on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=_LIMIT)
        try:
            writer.write(request(method, path, json, self._headers | (headers or {})))
            status, told = await head(reader)
            yield Streamed(status, told, reader)
        finally:
            writer.transport.abort()


class Streamed:
    """An open stream, read event by event."""

    def __init__(self, status: int, headers: dict[str, str], reader: asyncio.StreamReader) -> None:
        self.status, self.headers = status, headers
        self._reader = reader
        self._rest = b""

    async def problem(self) -> Reply:
        """The answer, when it is no stream."""
        return Reply(self.status, self.headers, await body(self._reader, self.headers))

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._events()

    async def _events(self) -> AsyncIterator[Event]:
        while (piece := await chunk(self._reader)) or self._rest:
            *whole, self._rest = (self._rest + piece).split(b"\n\n")
            for block in whole:
                if (event := _event(block)) is not None:
                    yield event
            if not piece:
                return


def _event(block: bytes) -> Event | None:
    fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if not line.startswith(":"))
    if "data" not in fields:
        return None
    return Event(fields.get("event", "message"), orjson.loads(fields["data"]), fields.get("id", ""))


def request(method: str, path: str, json: Any, headers: dict[str, str]) -> bytes:
    """The bytes of a request; a body of bytes is sent as it is."""
    sent = json if isinstance(json, bytes) else b"" if json is None else orjson.dumps(json)
    told = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(sent))}
    if json is not None:
        told.setdefault("Content-Type", "application/json")
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + sent


def form(filename: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of an upload."""
    part = f'Content-Disposition: form-data; name="file"; filename="{filename}"\r\nContent-Type: text/plain'
    body_ = b"--edge\r\n" + part.encode() + b"\r\n\r\n" + content + b"\r\n--edge--\r\n"
    return body_, {"Content-Type": "multipart/form-data; boundary=edge"}


async def head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    """Status and headers, names in lower case."""
    raw = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = raw.strip().split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split(" ")[1]), {name.lower(): value for name, _, value in pairs}


async def chunk(reader: asyncio.StreamReader) -> bytes:
    """The next chunk of a chunked body; empty at its end."""
    size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
    data = await reader.readexactly(size + 2)
    return data[:-2]


async def body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    """The whole body."""
    if headers.get("transfer-encoding") == "chunked":
        pieces = []
        while piece := await chunk(reader):
            pieces.append(piece)
        return b"".join(pieces)
    return await reader.readexactly(int(headers.get("content-length", 0)))
