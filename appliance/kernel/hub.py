"""Broadcast inside the process: publishers on any thread, subscribers on event loops, each with a bounded buffer."""

import asyncio
import threading
from collections import deque
from collections.abc import Hashable
from typing import Any, Self

_MOST = 1000


class Lagged(Exception):
    """The subscriber was too slow and has missed items: it must look at the whole again."""


class Subscription:
    """An async iterator of a topic's items. Close it (or leave its `with`) to end it."""

    def __init__(self, hub: "Hub", topic: Hashable) -> None:
        self._hub, self._topic = hub, topic
        self._loop = asyncio.get_running_loop()
        self._items: deque[Any] = deque()
        self._wake = asyncio.Event()
        self._lagged = False
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __aiter__(self) -> "Subscription":
        return self

    async def __anext__(self) -> Any:
        while not self._items:
            if self._closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        if self._lagged:
            self._lagged = False
            self._items.clear()
            raise Lagged
        return self._items.popleft()

    def put(self, item: Any) -> None:
        """Called on the subscriber's loop."""
        if len(self._items) >= _MOST:
            self._lagged = True
        else:
            self._items.append(item)
        self._wake.set()

    def close(self) -> None:
        """End the iteration."""
        self._closed = True
        self._hub.drop(self._topic, self)
        self._wake.set()

    def post(self, item: Any) -> None:
        """Put an item from any thread."""
        try:
            self._loop.call_soon_threadsafe(self.put, item)
        except RuntimeError:  # its loop has ended, and with it the subscriber
            self._hub.drop(self._topic, self)


class Hub:
    """Topics and who listens to them."""

    def __init__(self) -> None:
        self._topics: dict[Hashable, set[Subscription]] = {}
        self._lock = threading.Lock()

    def subscribe(self, topic: Hashable) -> Subscription:
        """Listen from now on; must be called on the event loop."""
        subscription = Subscription(self, topic)
        with self._lock:
            self._topics.setdefault(topic, set()).add(subscription)
        return subscription

    def publish(self, topic: Hashable, item: Any) -> None:
        """Give an item to everyone who listens to the topic; from any thread."""
        with self._lock:
            listeners = tuple(self._topics.get(topic, ()))
        for subscription in listeners:
            subscription.post(item)

    def has_listeners(self, kind: str) -> bool:
        """Whether anybody listens to a topic (kind, ...)."""
        with self._lock:
            return any(isinstance(topic, tuple) and topic[0] == kind for topic in self._topics)

    def drop(self, topic: Hashable, subscription: Subscription) -> None:
        """Forget a subscriber."""
        with self._lock:
            listeners = self._topics.get(topic)
            if listeners is not None:
                listeners.discard(subscription)
                if not listeners:
                    del self._topics[topic]


hub = Hub()
"""The process's hub."""
