"""A server of embeddings on a loopback port: a text's vector is told by its words, so that equal words lie near."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

DIMENSIONS = 32


def vector(text: str) -> list[float]:
    """A bag of hashed words."""
    found = [0.001] * DIMENSIONS
    for word in text.lower().split():
        found[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
    return found


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    asked = json.loads(await reader.readexactly(int(head.partition("content-length:")[2].split("\r\n")[0])))
    texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
    rows = [{"index": place, "embedding": vector(text)} for place, text in enumerate(texts)]
    body = json.dumps({"data": rows}).encode()
    told = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    writer.write(told % len(body) + body)
    await writer.drain()


@asynccontextmanager
async def embedding_server() -> AsyncIterator[dict[str, str]]:
    """The server; what is given are the settings of an appliance that asks it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield {"embedding_base_url": f"http://127.0.0.1:{port}/v1", "embedding_model": "words"}
    finally:
        listening.close()
