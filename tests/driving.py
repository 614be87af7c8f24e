"""Drives the real server in process: Sanic on a loopback socket, on one event loop of a background thread that all
tests share. Streams, disconnects and time-outs are therefore the true ones.
"""

import asyncio
import http.client
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote, urlencode

import orjson
import uvloop
from pydantic import TypeAdapter

from appliance.config import Config
from appliance.kernel import problem
from appliance.kernel.door import Endpoint
from appliance.rooms.identity.scim import wire
from appliance.web.plan import json_reply
from appliance.web.server import Server

T = TypeVar("T")
Effect = Callable[[], Coroutine[Any, Any, None]]
GATES_OWN = frozenset({400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503, 507})
_adapters: dict[str, TypeAdapter[Any]] = {}


class LoopThread:
    """One event loop for all servers of a test run."""

    def __init__(self) -> None:
        self.loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True, name="server")
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the loop and wait for the result."""
        future: Future[T] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(30)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    endpoint: Endpoint | None = None

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def error(self) -> Any:
        """The problem; fails when this is none."""
        if self.headers["content-type"] == wire.MEDIA_TYPE:
            return _in_scim(self)
        found = self.json["error"]
        assert set(found) == {"code", "type", "message", "param", "details", "request_id"}
        assert found["request_id"] == self.headers["x-request-id"]
        return found

    @property
    def code(self) -> str:
        code: str = self.error["code"]
        return code

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies that were set: name to the whole line."""
        lines = self.headers.get_all("set-cookie") or []
        return {line.partition("=")[0]: line for line in lines}


def _in_scim(reply: Reply) -> dict[str, Any]:
    """SCIM's refusal, with the code of the problem that it tells: the code itself has no place in SCIM."""
    told = reply.json
    assert set(told) - {"scimType"} == {"schemas", "status", "detail"}
    assert (told["schemas"], told["status"]) == ([f"{wire.MESSAGES}Error"], str(reply.status))
    kinds = [kind for kind in vars(problem).values() if isinstance(kind, type) and issubclass(kind, problem.Problem)]
    same = [kind for kind in kinds if kind.status == reply.status]
    code = next((kind.code for kind in same if kind.message == told["detail"]), same[0].code)
    return {"code": code, "message": told["detail"], "details": None, "scim_type": told.get("scimType")}


@dataclass
class Caller:
    """Who calls: headers that are sent with every request."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)  # headers of GETs where they differ


class Driven:
    """A running house. Every answer is checked against its endpoint's declaration."""

    def __init__(
        self, app: Any, config: Config, thread: LoopThread, started: Effect | None = None,
        stopping: Effect | None = None, idle: Effect | None = None,
    ) -> None:  # fmt: skip
        self.config = config
        self._thread = thread
        self._stopping, self._idle = stopping, idle
        self.app = app
        if started is not None:
            thread.run(started())
        self.gate = self.app.ctx.gate
        self.server = Server(self.app, config)
        thread.run(self.server.start())
        self.port = self.server.port
        self._local = threading.local()
        self._connections: list[http.client.HTTPConnection] = []
        self._is_stopped = False
        self.endpoints = self.app.ctx.house.by_key

    def settle(self) -> None:
        """Wait until the chores of the house have nothing left to do."""
        assert self._idle is not None
        self.run(self._idle())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run on the server's loop."""
        return self._thread.run(work)

    def stop(self) -> None:
        """Stop as on SIGTERM."""
        if not self._is_stopped:
            self._is_stopped = True
            self._thread.run(self.server.stop())
            if self._stopping is not None:
                self._thread.run(self._stopping())
        for connection in self._connections:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's connection, kept alive between its requests."""
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            self._connections.append(self._local.connection)
        return cast("http.client.HTTPConnection", self._local.connection)

    def get(self, path: str, **more: Any) -> Reply:
        return self.send("GET", path, **more)

    def post(self, path: str, **more: Any) -> Reply:
        return self.send("POST", path, **more)

    def put(self, path: str, **more: Any) -> Reply:
        return self.send("PUT", path, **more)

    def patch(self, path: str, **more: Any) -> Reply:
        return self.send("PATCH", path, **more)

    def delete(self, path: str, **more: Any) -> Reply:
        return self.send("DELETE", path, **more)

    def call(self, key: str, *, by: Any = None, headers: dict[str, str] | None = None, **given: Any) -> Reply:
        """Call an endpoint by `room.name`: path parameters and body fields by keyword, `query=` for the rest."""
        endpoint = self.endpoints[key]
        path, query = endpoint.path, given.pop("query", None)
        for parameter in endpoint.params:
            value = given.pop(parameter.name)
            text = quote(str(getattr(value, "id", value)), safe="")
            path = path.replace(f"{{{parameter.name}:{parameter.kind}}}", text)
        if query:
            path += "?" + urlencode(query)
        body = given if endpoint.body is not None or given else None
        return self.send(endpoint.method, path, by=by, json=body, headers=headers, endpoint=endpoint)

    def send(
        self, method: str, path: str, *, by: Any = None, json: Any = None, body: Any = None,
        headers: dict[str, str] | None = None, endpoint: Endpoint | None = None,
    ) -> Reply:  # fmt: skip
        """Send one request and check the answer."""
        sent = _headers_of(by, method) | (headers or {})
        if json is not None:
            body = orjson.dumps(json)
            sent.setdefault("Content-Type", "application/json")
        connection = self._connection()
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            connection.close()
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
        reply = Reply(answer.status, answer.headers, answer.read(), endpoint or self._endpoint(method, path))
        if reply.endpoint is not None and method != "HEAD":
            check(reply)
        return reply

    def _endpoint(self, method: str, path: str) -> Endpoint | None:
        found = self.app.router.get(path.partition("?")[0], method, None)
        return getattr(found.handler, "endpoint", None)

    def raw(self, data: bytes, *, close: bool = True) -> bytes:
        """Send bytes and answer everything that comes until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as wire:
            wire.sendall(data)
            if close:
                wire.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: wire.recv(65536), b""))

    def stream(self, path: str, *, by: Any = None, **options: Any) -> "Streamed":
        """Open a stream of server-sent events on a connection of its own."""
        return Streamed(self.port, path, _headers_of(by, "GET") | options.pop("headers", {}), **options)


def _headers_of(by: Any, method: str) -> dict[str, str]:
    if by is None:
        return {}
    reads = getattr(by, "reads", None)
    return dict(reads if reads and method in ("GET", "HEAD") else by.headers)


def check(reply: Reply) -> None:
    """The contract of every answer: a declared status, the one error shape, a body of the declared shape."""
    endpoint = reply.endpoint
    assert endpoint is not None
    assert reply.headers["x-request-id"].startswith("req_"), endpoint.key
    assert reply.headers["x-content-type-options"] == "nosniff", endpoint.key
    declared = {endpoint.status, *endpoint.statuses, *(problem.status for problem in endpoint.errors)}
    if reply.status >= 400:
        assert reply.status in declared | GATES_OWN | {500, 502, 416, 405}, f"{endpoint.key} answered {reply.status}"
        if reply.status not in {endpoint.status, *endpoint.statuses}:
            assert reply.error["code"], endpoint.key
        return
    assert reply.status in declared | {200, 204, 206, 304}, f"{endpoint.key} answered {reply.status}"
    kind = json_reply(endpoint.signature.reply)
    if kind is not None and reply.body and reply.headers["content-type"] == "application/json":
        if endpoint.key not in _adapters:
            _adapters[endpoint.key] = TypeAdapter(kind)
        _adapters[endpoint.key].validate_json(reply.body)


@dataclass
class Event:
    """One event of a stream."""

    name: str
    data: Any
    id: str | None


class Streamed:
    """An open stream, read event by event."""

    def __init__(self, port: int, path: str, headers: dict[str, str], *, method: str = "GET", body: Any = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        if body is not None:
            headers = headers | {"Content-Type": "application/json"}
        self._connection.request(method, path, orjson.dumps(body) if body is not None else None, headers)
        self.answer = self._connection.getresponse()
        self.status = self.answer.status
        self.headers = self.answer.headers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Event]:
        while (event := self.next()) is not None:
            yield event

    def next(self) -> Event | None:
        """The next event; None at the end. Comments are passed over."""
        name, data, id_ = "message", [], None
        while line := self.answer.readline():
            text = line.decode().rstrip("\n")
            if not text:
                if data:
                    return Event(name, orjson.loads("\n".join(data)), id_)
                continue
            field_, _, value = text.partition(": ")
            if field_ == "event":
                name = value
            elif field_ == "id":
                id_ = value
            elif field_ == "data":
                data.append(value)
        return None

    def close(self) -> None:
        self.answer.close()
        self._connection.close()
