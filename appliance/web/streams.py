"""Server-sent events: a heartbeat, a bounded buffer, an end with the credential, and a farewell at shutdown."""

import asyncio
from collections import defaultdict
from typing import Any

import orjson

from appliance.kernel import ends
from appliance.kernel.actor import Actor
from appliance.kernel.problem import Problem, Unauthorized, Unavailable
from appliance.kernel.visit import ServerEvent, Stream
from appliance.web.headers import HeaderRules
from appliance.web.reply import Pairs, Reply

BEAT_SECONDS = 15.0
MOST_UNSENT = 1_000_000
_STREAMING = ((b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"))
_BEAT = b": here\n\n"
_BYE = b"event: bye\nretry: 1000\ndata: {}\n\n"
_ENDED = b"event: bye\ndata: {}\n\n"


def _told(problem: Problem) -> bytes:
    return b"data: " + orjson.dumps(problem.body(None)) + b"\n\n"


_NAMELESS = {_BYE: _told(Unavailable("The appliance is restarting")), _ENDED: _told(Unauthorized("revoked"))}


def frame(event: ServerEvent) -> bytes:
    """One event on the wire (WHATWG HTML, 9.2.6). JSON has no raw line feeds, so one data line is enough."""
    head = f"id: {event.id}\n" if event.id is not None else ""
    if event.name:
        head += f"event: {event.name}\n"
    return head.encode() + b"data: " + orjson.dumps(event.data) + b"\n\n"


class _Live:
    """One open stream and the task that writes it."""

    __slots__ = ("beat", "farewell", "last", "nameless", "protocol", "task")

    def __init__(self, protocol: Any, task: "asyncio.Task[Any]", *, nameless: bool) -> None:
        self.nameless = nameless
        self.protocol = protocol
        self.task = task
        self.farewell: bytes | None = None
        self.last = 0.0
        self.beat: asyncio.TimerHandle | None = None

    def end(self, farewell: bytes) -> None:
        """Stop writing; the farewell is the last that the client hears."""
        if self.farewell is None:
            self.farewell = _NAMELESS[farewell] if self.nameless else farewell
            self.task.cancel()


class Streams:
    """Every open stream of this server."""

    def __init__(self, rules: HeaderRules) -> None:
        self._rules = rules
        self._all: set[_Live] = set()
        self._by_owner: dict[str, set[_Live]] = defaultdict(set)
        self._deaf: Any = None

    def __len__(self) -> int:
        return len(self._all)

    def listen(self) -> None:
        """Hear of ended credentials from whatever thread tells of them. Call it on the loop."""
        loop = asyncio.get_running_loop()

        def hear(id_: str) -> None:
            loop.call_soon_threadsafe(self.end, id_)

        self._deaf = ends.hear(hear)

    def close(self) -> None:
        """Hear no more."""
        if self._deaf is not None:
            self._deaf()
            self._deaf = None

    def end(self, id_: str) -> None:
        """End the streams of a user, session or credential."""
        for live in tuple(self._by_owner.get(id_, ())):
            live.end(_ENDED)

    def bye(self) -> None:
        """End all of them: the server stops, the client may come back."""
        for live in tuple(self._all):
            live.end(_BYE)

    async def send(self, stream: Stream, request: Any, actor: Actor, more: Pairs) -> Reply:
        """Write the events until they end, the client goes or is too slow, or the stream is ended."""
        pairs = [*self._rules.api, *_STREAMING]
        reply = Reply(200, b"", [*pairs, *more])
        if request.method == "HEAD":
            await _close(stream)
            return reply
        task = asyncio.current_task()
        live = _Live(request.stream.protocol, task, nameless=stream.nameless)  # type: ignore[arg-type]
        owners = {actor.id, actor.session_id, actor.credential_id, *actor.behind} - {""}
        self._enter(live, owners)
        try:
            await self._write(stream, request, reply, live)
        finally:
            self._leave(live, owners)
            await _close(stream)
            live.protocol.narrow()
        return reply

    async def _write(self, stream: Stream, request: Any, reply: Reply, live: _Live) -> None:
        loop = asyncio.get_running_loop()
        live.protocol.widen(2 * MOST_UNSENT)
        await request.respond(reply)
        await reply.send(_BEAT)
        live.last = loop.time()
        live.beat = loop.call_later(BEAT_SECONDS, self._beat, live)
        try:
            async for event in stream.events:
                _cut_if_slow(live)
                await reply.send(frame(event))
                live.last = loop.time()
        except asyncio.CancelledError:
            if live.farewell is None:
                raise
            live.task.uncancel()
            await reply.send(live.farewell)

    def _beat(self, live: _Live) -> None:
        loop = asyncio.get_running_loop()
        if live.protocol.unsent > MOST_UNSENT:
            live.protocol.drop()
            return
        silent = loop.time() - live.last
        if silent >= BEAT_SECONDS - 0.01:
            live.protocol.push(b"%x\r\n%b\r\n" % (len(_BEAT), _BEAT))
            silent, live.last = 0.0, loop.time()
        live.beat = loop.call_later(BEAT_SECONDS - silent, self._beat, live)

    def _enter(self, live: _Live, owners: set[str]) -> None:
        self._all.add(live)
        for owner in owners:
            self._by_owner[owner].add(live)

    def _leave(self, live: _Live, owners: set[str]) -> None:
        if live.beat is not None:
            live.beat.cancel()
        self._all.discard(live)
        for owner in owners:
            self._by_owner[owner].discard(live)
            if not self._by_owner[owner]:
                del self._by_owner[owner]


def _cut_if_slow(live: _Live) -> None:
    if live.protocol.unsent > MOST_UNSENT:
        live.protocol.drop()
        raise asyncio.CancelledError


async def _close(stream: Stream) -> None:
    close = getattr(stream.events, "aclose", None)
    if close is not None:
        await close()
