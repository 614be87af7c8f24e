"""Readers of running turns, in process: woken by every event, never polling, all sharing the same events.

A reader takes its channel before it looks into the database, and so does the runner; therefore none misses the other.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from appliance.kernel.visit import ServerEvent
from appliance.rooms.chat.turns.protocol import Event, served


class Channel:
    """One running answer: its events so far, and who waits for the next. Used on its event loop alone."""

    def __init__(self, message_id: str) -> None:
        self.message_id = message_id
        self.ends_with: frozenset[str] = frozenset()
        self.events: list[ServerEvent] = []
        self.is_over = False
        self.stop_code = ""
        self.holders = 0
        self.loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._scope: asyncio.Timeout | None = None

    def begin(self, events: Sequence[Event]) -> None:
        """Start (again) with the events that the journal holds."""
        self.events = served(self.message_id, events)
        self._wake()

    def publish(self, events: Sequence[Event]) -> None:
        """Give new events to every reader."""
        if events:
            self.events += served(self.message_id, events, len(self.events))
            self._wake()

    def finish(self, events: Sequence[Event]) -> None:
        """Give the last events and end every reader; `events` are all of the answer."""
        if not self.is_over:
            self.is_over = True
            self.publish(events[len(self.events) :])
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news.clear()

    async def follow(self, after: int) -> AsyncIterator[ServerEvent]:
        """The events behind `after`, those that are there and those to come.

        A reader who is ahead of all of them gets the one that ends the answer.
        """
        at = after
        while True:
            while at < len(self.events):
                at += 1
                yield self.events[at - 1]
            if self.is_over:
                if at > len(self.events):
                    yield self.events[-1]
                return
            await self._news.wait()

    async def over(self, seconds: float) -> bool:
        """Wait until the answer has ended; False when it takes longer."""
        try:
            async with asyncio.timeout(seconds):
                while not self.is_over:
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    @asynccontextmanager
    async def limited(self, seconds: float) -> AsyncIterator[None]:
        """Run for this long at most and until `stop`; TimeoutError in both cases, `stop_code` tells them apart."""
        try:
            async with asyncio.timeout(0 if self.stop_code else seconds) as self._scope:
                yield
        finally:
            self._scope = None

    def stop(self, code: str) -> None:
        """Let the model go, now or as soon as it would be called."""
        self.stop_code = self.stop_code or code
        if self._scope is not None and not self._scope.expired():
            self._scope.reschedule(self.loop.time())


class Broker:
    """The channels of this process."""

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}

    @contextmanager
    def channel(self, message_id: str) -> Iterator[Channel]:
        """The channel of an answer, kept as long as anybody holds it. On the event loop only."""
        channel = self._channels.get(message_id)
        if channel is None or channel.is_over:
            channel = self._channels[message_id] = Channel(message_id)
        channel.holders += 1
        try:
            yield channel
        finally:
            channel.holders -= 1
            if not channel.holders and self._channels.get(message_id) is channel:
                del self._channels[message_id]

    def stop(self, message_id: str, code: str = "cancelled") -> None:
        """Stop an answer, from any thread."""
        self._tell(message_id, lambda channel: channel.stop(code))

    def finish(self, message_id: str, events: Sequence[Event]) -> None:
        """End the readers of an answer that ended without its runner, from any thread."""
        self._tell(message_id, lambda channel: channel.finish(events))

    def stop_of(self, id_: str) -> None:
        """Stop every answer that rests on somebody or something whose rights have ended, from any thread."""
        for channel in tuple(self._channels.values()):
            if id_ in channel.ends_with:
                self.stop(channel.message_id)

    def _tell(self, message_id: str, told: Callable[[Channel], None]) -> None:
        channel = self._channels.get(message_id)
        if channel is None:
            return
        try:
            channel.loop.call_soon_threadsafe(told, channel)
        except RuntimeError:  # its loop has ended, and with it everybody who waits
            return


broker = Broker()
"""The process's broker."""
