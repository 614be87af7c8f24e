"""Readers of streamed answers that come back after every break, as a browser would, and miss and double nothing."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.durability.process import Served
from tests.durability.wire import BROKEN, Event

ENDS = ("done", "error")


@dataclass
class Follower:
    """What one reader has seen of one answer."""

    served: Served
    message_id: str = ""
    events: list[Event] = field(default_factory=list)
    attachments: int = 0

    @property
    def text(self) -> str:
        return "".join(event.data["text"] for event in self.events if event.name == "token")

    @property
    def last(self) -> Event:
        return self.events[-1]

    @property
    def is_over(self) -> bool:
        return bool(self.events) and self.last.name in ENDS

    async def ask(self, body: dict[str, Any], key: str = "") -> None:
        """Ask, and follow the answer to its end, however often the process dies."""
        headers = {"Idempotency-Key": key} if key else {}
        while not self.is_over:
            if self.message_id:
                await self._read("GET", f"/api/chat/{self.message_id}/stream", None, {"Last-Event-ID": self.last.id})
            else:
                await self._read("POST", "/api/chat", body, headers)

    async def attach(self, message_id: str) -> None:
        """Follow an answer that somebody else asked for, from its start."""
        self.message_id = message_id
        while not self.is_over:
            headers = {"Last-Event-ID": self.last.id} if self.events else {}
            path, method = f"/api/chat/{message_id}/stream", "GET"
            if headers and self.attachments % 2:
                path, method = "/api/chat", "POST"
            await self._read(method, path, None, headers)

    async def _read(self, method: str, path: str, body: Any, headers: dict[str, str]) -> None:
        try:
            async with self.served.api().stream(method, path, body, headers) as stream:
                if stream.status not in (200, 503):
                    raise AssertionError(f"{method} {path} answered {stream.status}")
                self.attachments += 1
                async for event in stream:
                    self.see(event)
        except BROKEN:
            pass
        await asyncio.sleep(0.02)

    def see(self, event: Event) -> None:
        """Note an event; the farewell of a stopping server is none of the answer."""
        if event.name == "bye":
            return
        self.message_id = event.message_id
        self.events.append(event)

    def check(self) -> None:
        """Every sequence number once and in order, one end, and nothing after it."""
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        assert [event.name for event in self.events if event.name in ENDS] == [self.last.name]
        assert self.events[0].name == "start"
