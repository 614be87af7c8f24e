"""The one outgoing HTTP client: every connection passes the egress door, every wait and every size has a limit.

Redirects are not followed unless asked, and then each hop passes the door again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from appliance.engines.codings import BadCoding, Unpacker
from appliance.engines.egress import Egress, EgressRefused
from appliance.engines.sse import ServerEvent, SseFailed, SseReader

if TYPE_CHECKING:
    import httpx2

FailureKind = Literal["refused", "timeout", "connect", "broken", "too_large", "bad_url", "redirects"]
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CREDENTIALS = frozenset({"authorization", "cookie", "api-key", "x-api-key", "proxy-authorization"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds, and how much to take, in bytes."""

    connect: float = 10.0
    head: float = 60.0
    """From the start of the request to the last header of the answer."""
    read: float = 60.0
    """Between two pieces of the body."""
    total: float = 600.0
    body: int = 64 * 1024 * 1024
    line: int = 1024 * 1024
    """One line, and one event, of a stream of events."""
    unpacks: bool = False
    """Whether an answer may come packed although plain was asked for; `body` bounds what it unpacks to as well."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `body` is sent as it is."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; header names in lower case; `url` is the one that answered after redirects."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str


class HttpFailed(Exception):
    """No answer, or not a whole one. The message names no address beyond the host that was asked for."""

    def __init__(self, kind: FailureKind, message: str) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind


class Incoming:
    """An answer whose body is still on its way."""

    def __init__(self, response: "httpx2.Response", limits: Limits, deadline: float) -> None:
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.url = str(response.request.url)
        self._response = response
        self._limits = limits
        self._deadline = deadline

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces as they arrive; HttpFailed when a limit is passed or the connection breaks."""
        coding = self.headers.get("content-encoding", "identity").strip().lower()
        if coding in {"", "identity"}:
            async for piece in self._plain():
                yield piece
            return
        if not self._limits.unpacks:
            raise HttpFailed("broken", "the server compressed an answer that was asked for plain")
        taken = 0
        try:
            unpacker = Unpacker(coding)
            async for packed in self._plain():
                for piece in unpacker.feed(packed):
                    taken += len(piece)
                    self._check(taken)
                    yield piece
            unpacker.finish()
        except BadCoding as failure:
            raise HttpFailed("broken", str(failure)) from failure

    def _check(self, taken: int) -> None:
        if taken > self._limits.body:
            raise HttpFailed("too_large", f"the answer is larger than {self._limits.body} bytes")

    async def _plain(self) -> AsyncGenerator[bytes, None]:
        """As it comes over the wire."""
        taken = 0
        pieces = self._response.aiter_raw()
        while (piece := await self._next(pieces)) is not None:
            taken += len(piece)
            self._check(taken)
            yield piece

    async def _next(self, pieces: AsyncIterator[bytes]) -> bytes | None:
        left = self._deadline - asyncio.get_running_loop().time()
        with _translated():
            async with asyncio.timeout(max(0.0, min(self._limits.read, left))):
                return await anext(pieces, None)

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([piece async for piece in self.chunks()])

    async def events(self) -> AsyncGenerator[ServerEvent, None]:
        """The body as server-sent events; a line or an event over the limit or broken UTF-8 is an HttpFailed."""
        reader = SseReader(self._limits.line)
        try:
            async for piece in self.chunks():
                for event in reader.feed(piece):
                    yield event
            for event in reader.finish():
                yield event
        except SseFailed as failure:
            raise HttpFailed("too_large" if failure.too_large else "broken", str(failure)) from failure


class Http:
    """A client for one feature; use it within one event loop and close it."""

    def __init__(
        self, egress: Egress, feature: str, ca_bundle: str | None = None, limits: Limits | None = None
    ) -> None:
        self._egress = egress
        self._feature = feature
        self._ca_bundle = ca_bundle
        self._limits = limits or Limits()
        self._client: httpx2.AsyncClient | None = None

    async def fetch(self, call: Call, redirects: int = 0) -> Reply:
        """The whole answer, whatever its status; up to `redirects` hops are followed.

        Credentials stay with their origin. HttpFailed when refused, late, broken, too large or sent round too often.
        """
        for _ in range(redirects + 1):
            async with self.open(call) as incoming:
                target = incoming.headers.get("location") if incoming.status in REDIRECTS else None
                if target is None or redirects == 0:
                    return Reply(incoming.status, incoming.headers, await incoming.read(), incoming.url)
                call = _redirected(call, incoming.status, target)
        raise HttpFailed("redirects", f"more than {redirects} redirects")

    @asynccontextmanager
    async def open(self, call: Call) -> AsyncIterator[Incoming]:
        """The answer as soon as its headers are there; leaving the block closes the connection, also when cancelled."""
        client = self._opened()
        deadline = asyncio.get_running_loop().time() + self._limits.total
        with _translated():
            request = _request(client, call, self._limits)
            async with asyncio.timeout(min(self._limits.head, self._limits.total)):
                response = await client.send(request, stream=True)
        try:
            yield Incoming(response, self._limits, deadline)
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close what is open; the client may be used again afterwards."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    def _opened(self) -> "httpx2.AsyncClient":
        if self._client is None:
            from appliance.engines import wire

            self._client = wire.open_client(self._egress, self._feature, self._ca_bundle)
        return self._client


def _request(client: "httpx2.AsyncClient", call: Call, limits: Limits) -> "httpx2.Request":
    headers = {"accept-encoding": "identity", "user-agent": "appliance", **call.headers}
    timeouts = {"connect": limits.connect, "read": None, "write": limits.head, "pool": limits.connect}
    request = client.build_request(
        call.method, call.url, headers=headers, content=call.body or None, extensions={"timeout": timeouts}
    )
    if request.url.scheme not in {"http", "https"} or not request.url.host:
        raise HttpFailed("bad_url", "only http and https addresses with a host can be called")
    if request.url.userinfo:
        raise HttpFailed("bad_url", "an address must not carry a user name or password")
    return request


def _redirected(call: Call, status: int, target: str) -> Call:
    import httpx2

    with _translated():
        here = httpx2.URL(call.url)
        there = here.join(target)
    if here.scheme == "https" and there.scheme != "https":
        raise HttpFailed("refused", "a redirect would leave the encrypted connection")
    headers = call.headers
    if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
        headers = {name: value for name, value in headers.items() if name.lower() not in CREDENTIALS}
    if status in {307, 308} or call.method in {"GET", "HEAD"}:
        return replace(call, url=str(there), headers=headers)
    return Call("GET", str(there), {name: text for name, text in headers.items() if name.lower() != "content-type"})


@contextmanager
def _translated() -> Iterator[None]:
    import httpx2

    try:
        yield
    except EgressRefused as refusal:
        raise HttpFailed("refused", str(refusal)) from refusal
    except (httpx2.InvalidURL, UnicodeError) as failure:
        raise HttpFailed("bad_url", "the address cannot be understood") from failure
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as failure:
        raise HttpFailed("connect", "the server cannot be reached") from failure
    except (TimeoutError, httpx2.TimeoutException) as failure:
        raise HttpFailed("timeout", "the server took too long") from failure
    except httpx2.HTTPError as failure:
        raise HttpFailed("broken", "the connection broke or did not speak HTTP") from failure
