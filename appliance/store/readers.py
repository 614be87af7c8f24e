"""The reader threads: each has a connection of its own, takes what waits, and wakes the event loop once for many."""

import asyncio
import contextvars
import queue
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import apsw

Run = Callable[[apsw.Connection, Callable[[], Any]], Any]


class _Wakes:
    """Answers on their way back to one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._answers: deque[tuple[asyncio.Future[Any], Any, BaseException | None]] = deque()
        self._is_called = False

    def put(self, future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
        """Called on a reader thread."""
        self._answers.append((future, result, error))
        if not self._is_called:
            self._is_called = True
            try:
                self._loop.call_soon_threadsafe(self._settle)
            except RuntimeError:  # the loop has been closed: nobody waits any more
                self._answers.clear()

    def _settle(self) -> None:
        self._is_called = False  # first, so that whoever answers from now on calls again
        while self._answers:
            future, result, error = self._answers.popleft()
            if future.done():
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)


class Readers:
    """A few threads that run reading functions in the order in which they came."""

    def __init__(self, count: int, connect: Callable[[], apsw.Connection], run: Run) -> None:
        self._queue: queue.SimpleQueue[tuple[contextvars.Context, Callable[[], Any], Any, _Wakes | None] | None] = (
            queue.SimpleQueue()
        )
        self._connect, self._run = connect, run
        self._wakes: tuple[asyncio.AbstractEventLoop, _Wakes] | None = None
        self._threads = [threading.Thread(target=self._work, name=f"reader_{n}", daemon=True) for n in range(count)]
        self._is_closed = False
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[[], Any]) -> "Future[Any]":
        """Queue a function; the answer comes as a concurrent future."""
        future: Future[Any] = Future()
        self._put(fn, future, None)
        return future

    def ask(self, fn: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Queue a function; the answer comes as a future of the running loop."""
        loop = asyncio.get_running_loop()
        if self._wakes is None or self._wakes[0] is not loop:
            self._wakes = loop, _Wakes(loop)
        future = loop.create_future()
        self._put(fn, future, self._wakes[1])
        return future

    def _put(self, fn: Callable[[], Any], future: Any, wakes: _Wakes | None) -> None:
        if self._is_closed:
            raise RuntimeError("the database is closed")
        self._queue.put((contextvars.copy_context(), fn, future, wakes))

    def _work(self) -> None:
        connection = self._connect()
        while (task := self._queue.get()) is not None:
            context, fn, future, wakes = task
            result, error = None, None
            try:
                result = context.run(self._run, connection, fn)
            except BaseException as failure:  # whatever it is, it belongs to whoever waits for this function
                error = failure
            if wakes is not None:
                wakes.put(future, result, error)
            elif error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)
            del task, context, fn, future, wakes, result, error  # nothing is held while the thread waits
        connection.close()

    def close(self) -> None:
        """Finish what waits, and close the connections."""
        self._is_closed = True
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
