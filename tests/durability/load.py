"""Writers that go through the whole gate, and the book of what they sent and what was acknowledged."""

import asyncio
import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from tests.durability.process import Served
from tests.durability.wire import BROKEN, Api, form

WRITERS = 20


@dataclass(slots=True)
class Write:
    """One POST that makes something. `name` is unique and can be found in its row; `id` is known once acknowledged."""

    kind: str
    path: str
    body: dict[str, Any]
    key: str
    name: str
    id: str = ""

    @property
    def is_acknowledged(self) -> bool:
        return bool(self.id)


@dataclass(slots=True)
class Book:
    """Everything that was sent over all lives of the process."""

    base_id: str = ""
    writes: list[Write] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    maybe_removed: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def acknowledged(self, kind: str) -> list[Write]:
        return [one for one in self.writes if one.kind == kind and one.is_acknowledged]

    def documents(self) -> list[Write]:
        """Pushed documents that are there for certain."""
        return [
            one
            for one in self.acknowledged("document")
            if one.id not in self.removed and one.id not in self.maybe_removed
        ]

    def next(self, kind: str = "") -> Write:
        """Something new to write, of this kind; else mostly documents, then agents, bases and conversations."""
        name = word(next(self.numbers))
        kind = kind or random.choice(("document",) * 5 + ("upload", "agent", "base", "conversation", "conversation"))
        path, body = {
            "document": ("/api/ingestion", {"id": name, "knowledge_base_id": self.base_id, "title": name,
                                            "text": f"The word of this document is {name}, and no other holds it."}),
            "upload": (f"/api/knowledge/{self.base_id}/documents", {"text": f"The word of this file is {name}."}),
            "agent": ("/api/agents", {"name": name}),
            "base": ("/api/knowledge", {"name": name}),
            "conversation": ("/api/chat", {"message": name, "stream": False, "knowledge_base_ids": []}),
        }[kind]  # fmt: skip
        made = Write(kind, path, body, f"key-{name}", name)
        self.writes.append(made)
        return made


def word(number: int) -> str:
    """A word that no stemmer changes and nothing else holds."""
    return "zq" + "".join("bcdfghjklm"[int(digit)] + "aeiou"[place % 5] for place, digit in enumerate(f"{number:06d}"))


async def send(api: Api, write: Write) -> int:
    """Send a write, with its key; what is acknowledged is noted in it."""
    body, headers = write.body, {"Idempotency-Key": write.key}
    if write.kind == "upload":
        body, told = form(f"{write.name}.txt", body["text"].encode())
        headers |= told
    reply = await api.post(write.path, body, headers)
    if 200 <= reply.status < 300:
        write.id = reply.json["conversation_id" if write.kind == "conversation" else "id"]
    return reply.status


async def under_load(served: Served, book: Book, seconds: float) -> None:
    """Write with many clients until the process is killed after this long."""
    writers = [asyncio.create_task(_write(served, book)) for _ in range(WRITERS)]
    searching = asyncio.create_task(_search(served, book))
    await asyncio.sleep(seconds)
    served.kill()
    await asyncio.gather(*writers, searching)


async def _search(served: Served, book: Book) -> None:
    """Search all the while; until the index is open, it says so."""
    async with served.api() as api:
        while True:
            try:
                reply = await api.post("/api/search", {"query": f"which word does {word(7)} hold", "limit": 5})
            except BROKEN:
                return
            if reply.status not in (200, 503):
                book.wrong.append(f"search answered {reply.status}")


async def _write(served: Served, book: Book) -> None:
    async with served.api() as api:
        while True:
            try:
                if random.random() < 0.1 and (documents := book.documents()):
                    await _remove(api, book, random.choice(documents))
                    continue
                write = book.next()
                if not 200 <= (status := await send(api, write)) < 300:
                    book.wrong.append(f"{write.kind} answered {status}")
            except BROKEN:
                return


async def _remove(api: Api, book: Book, write: Write) -> None:
    book.maybe_removed.add(write.id)
    reply = await api.delete(f"/api/ingestion/{write.id}")
    if reply.status == 204:
        book.removed.add(write.id)
        book.maybe_removed.discard(write.id)
    elif reply.status != 404:  # two writers may have chosen the same
        book.wrong.append(f"a removal answered {reply.status}")
