"""A real server of embeddings on a loopback port: words of one meaning share a vector. It can fail, and counts."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.engines.loopback import Server, Visit, serving

MEANINGS = (("lunch", "meal", "noon", "canteen"), ("car", "automobile", "motor"), ("otter", "wolpertinger"))


@dataclass
class Embedder:
    """What it answers: `status` other than 200 refuses; texts that were asked for are kept."""

    status: int = 200
    dimensions: int = 16
    texts: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    url: str = ""

    async def __call__(self, visit: Visit) -> None:
        said = re.search(r"(?im)^authorization: Bearer (\S+)", visit.head)
        self.keys.add(said[1] if said else "")
        if self.status != 200:
            await visit.reply(self.status, b"no", "Retry-After: 0")
            return
        texts = json.loads(visit.body)["input"]
        self.texts += texts
        data = [{"index": n, "embedding": self._vector(text)} for n, text in enumerate(texts)]
        await visit.reply(200, json.dumps({"data": data}).encode())

    def _vector(self, text: str) -> list[float]:
        words = re.findall(r"\w+", text.lower())
        found = [0.01] * self.dimensions
        for place, meaning in enumerate(MEANINGS):
            found[place] += sum(word in meaning for word in words)
        return found


@contextmanager
def embedder() -> Iterator[Embedder]:
    """The server at work on a loop of its own."""
    made, loop, ready, ended = Embedder(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with serving(made) as server:
            made.url = _address(server)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(5)
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(5)
        loop.close()


def _address(server: Server) -> str:
    return f"{server.url}/v1"
