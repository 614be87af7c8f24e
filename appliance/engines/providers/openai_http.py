"""Any server that speaks OpenAI's chat completions over HTTP, such as vLLM, llama.cpp or Ollama on the local network.

Tries again only before the first token; after it a failure ends the answer, because what was said cannot be unsaid.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from appliance.engines.egress import Egress
from appliance.engines.http import Call, Http, HttpFailed, Incoming, Limits
from appliance.engines.providers.chunks import ChunkReader
from appliance.engines.providers.contract import Delta, ModelAsk, ProviderFailed, StreamItem
from appliance.engines.providers.prompt import chat_messages
from appliance.kernel import clock

TRIES = 3
RETRIED = frozenset({429, 500, 502, 503, 504})
ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class OpenAiServer:
    """Where the server is and how long to wait for it, in seconds.

    `base_url` ends where `/chat/completions` begins. `pause` is the wait before the second try; it doubles, and the
    server's own Retry-After wins up to `longest_pause`.
    """

    base_url: str
    model: str
    api_key: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    first_token: float = 60.0
    between_tokens: float = 30.0
    total: float = 600.0
    pause: float = 0.5
    longest_pause: float = 20.0


class OpenAiHttp:
    """A provider for one such server; not resumable, because the same ask gives another answer."""

    resumable = False
    name = "openai"

    def __init__(
        self, server: OpenAiServer, egress: Egress, feature: str = "models", ca_bundle: str | None = None
    ) -> None:
        self.server = server
        self.model = server.model
        limits = Limits(
            head=server.first_token, read=max(server.first_token, server.between_tokens), total=server.total
        )
        self._http = Http(egress, feature, ca_bundle, limits)

    async def stream(self, ask: ModelAsk) -> AsyncGenerator[StreamItem, None]:
        """The answer; closing the iterator or cancelling closes the connection at once."""
        if ask.skip:
            raise ProviderFailed("interrupted", "This model cannot go on where an answer broke off.", retryable=True)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.server.total
        body = self._body(ask)
        for attempt in range(1, TRIES + 1):
            spoken = False
            try:
                async with aclosing(self._attempt(body, deadline)) as items:
                    async for item in items:
                        spoken = spoken or isinstance(item, Delta)
                        yield item
            except _TryAgain as failure:
                pause = self._pause(failure, attempt)
                if spoken or attempt == TRIES or loop.time() + pause > deadline:
                    raise failure.final from failure
            else:
                return
            await asyncio.sleep(pause)

    async def models(self) -> tuple[str, ...]:
        """Names of the models that the server offers, sorted."""
        try:
            reply = await self._http.fetch(Call("GET", self._url("models"), self._headers()))
        except HttpFailed as failure:
            raise _failed(failure) from failure
        if reply.status != HTTPStatus.OK:
            raise _refused(reply.status, reply.body)
        try:
            listed = json.loads(reply.body)["data"]
            return tuple(sorted({str(entry["id"]) for entry in listed}))
        except (ValueError, KeyError, TypeError) as failure:
            raise ProviderFailed("provider_error", "The model server gave no list of models.") from failure

    async def aclose(self) -> None:
        """Close what is open."""
        await self._http.aclose()

    async def _attempt(self, body: dict[str, Any], deadline: float) -> AsyncGenerator[StreamItem, None]:
        call = Call("POST", self._url("chat/completions"), self._headers(), json.dumps(body).encode())
        try:
            async with self._http.open(call) as incoming:
                await self._check(incoming, body)
                async with aclosing(self._items(incoming, deadline)) as items:
                    async for item in items:
                        yield item
        except HttpFailed as failure:
            final = _failed(failure)
            raise (_TryAgain(final) if failure.kind == "connect" else final) from failure

    async def _check(self, incoming: Incoming, body: dict[str, Any]) -> None:
        if incoming.status == HTTPStatus.OK:
            return
        text = await _error_body(incoming)
        final = _refused(incoming.status, text)
        if incoming.status in {400, 422} and b"stream_options" in text and body.pop("stream_options", None):
            raise _TryAgain(final, 0.0)
        if incoming.status in RETRIED:
            raise _TryAgain(final, retry_after(incoming.headers.get("retry-after", "")))
        raise final

    async def _items(self, incoming: Incoming, deadline: float) -> AsyncGenerator[StreamItem, None]:
        reader = ChunkReader()
        loop = asyncio.get_running_loop()
        wait = self.server.first_token
        async with aclosing(incoming.events()) as events:
            while not reader.done:
                try:
                    async with asyncio.timeout(max(0.0, min(wait, deadline - loop.time()))):
                        items = await _spoken(events, reader)
                except TimeoutError as failure:
                    raise ProviderFailed("timeout", "The model server took too long.", retryable=True) from failure
                for item in items:
                    yield item
                wait = self.server.between_tokens
        for item in reader.end():
            yield item

    def _body(self, ask: ModelAsk) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": ask.model or self.server.model,
            "messages": chat_messages(ask),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if ask.temperature is not None:
            body["temperature"] = ask.temperature
        if ask.max_tokens is not None:
            body["max_tokens"] = ask.max_tokens
        return body

    def _url(self, path: str) -> str:
        return f"{self.server.base_url.rstrip('/')}/{path}"

    def _headers(self) -> dict[str, str]:
        headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
        if self.server.api_key:
            headers["authorization"] = f"Bearer {self.server.api_key}"
        return {**headers, **self.server.headers}

    def _pause(self, failure: "_TryAgain", attempt: int) -> float:
        wanted = self.server.pause * 2 ** (attempt - 1) if failure.after is None else failure.after
        return min(wanted, self.server.longest_pause)


class _TryAgain(Exception):
    def __init__(self, final: ProviderFailed, after: float | None = None) -> None:
        super().__init__(str(final))
        self.final = final
        self.after = after


def retry_after(value: str) -> float | None:
    """Seconds that a Retry-After header asks to wait (RFC 9110, section 10.2.3); None when it says nothing usable."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, float(moment.timestamp()) - clock.now_ms() / 1000)


async def _spoken(events: AsyncIterator[Any], reader: ChunkReader) -> list[StreamItem]:
    """Items of the next events that say something; an empty list at the end of the stream."""
    async for event in events:
        items = reader.take(event.data)
        if items or reader.done:
            return items
    reader.done = True
    return []


async def _error_body(incoming: Incoming) -> bytes:
    taken = b""
    async with aclosing(incoming.chunks()) as pieces:
        async for piece in pieces:
            taken += piece
            if len(taken) >= ERROR_BODY:
                break
    return taken[:ERROR_BODY]


def _failed(failure: HttpFailed) -> ProviderFailed:
    if failure.kind == "timeout":
        return ProviderFailed("timeout", "The model server took too long.", retryable=True)
    return ProviderFailed("provider_error", f"The model server failed: {failure}.", retryable=failure.kind != "bad_url")


def _refused(status: int, body: bytes) -> ProviderFailed:
    try:
        said = json.loads(body)["error"]
        text = said["message"] if isinstance(said, dict) else said
    except (ValueError, KeyError, TypeError):
        text = ""
    detail = " ".join(str(text).split())[:300]
    message = f"The model server answered {status}{': ' + detail if detail else ''}."
    return ProviderFailed("provider_error", message, retryable=status in RETRIED)
