"""Vectors from a server on the network: OpenAI's `/embeddings`, as vLLM and llama.cpp speak it too, or Ollama's own.

Tries again with pauses where another try may help, and leaves a server alone for as long as it wishes. Every
answer is checked before a number of it is used.
"""

import asyncio
import json
import math
import struct
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from appliance.engines.egress import Egress
from appliance.engines.embed.process import EmbedFailed
from appliance.engines.http import Call, Http, HttpFailed, Limits, Reply

FEATURE: Final = "embeddings"
TOGETHER: Final = 32
"""Texts of one request."""
TRIES: Final = 3
RETRIED: Final = frozenset({408, 429, 500, 502, 503, 504})
LONGEST_PAUSE: Final = 20.0
MOST_DIMENSIONS: Final = 8_192
LONGEST_TEXT: Final = 8_000


@dataclass(frozen=True, slots=True)
class EmbeddingServer:
    """Where the server is; `base_url` ends where `/embeddings` begins. Times in seconds."""

    base_url: str
    model: str
    api_key: str = ""
    ca_bundle: str = ""
    pause: float = 1.0
    total: float = 60.0
    feature: str = FEATURE
    """The name under which it passes the egress door."""

    @property
    def id(self) -> str:
        """What its vectors are kept under."""
        return f"{self.model}@{urlsplit(self.base_url).hostname or ''}"[:100]


class _Again(Exception):
    """Another try may help, after as many seconds as the server wished."""

    def __init__(self, reason: str, wished: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.wished = reason, wished


class Provider:
    """Blocking and safe for threads: each call has a connection of its own."""

    def __init__(self, server: EmbeddingServer, egress: Egress) -> None:
        self.server = server
        self._egress = egress
        self.dimensions: int | None = None
        """Known once the first answer is there; every further one must have as many."""

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector for each text. EmbedFailed when the server will not or its answer is none."""
        found: list[list[float]] = []
        for at in range(0, len(texts), TOGETHER):
            found += self._patiently(texts[at : at + TOGETHER])
        return found

    def question(self, text: str, seconds: float) -> list[float]:
        """The unit vector of a question that somebody waits for: one try, and no longer than this."""
        try:
            return self._once([text], min(seconds, self.server.total))[0]
        except _Again as failure:
            raise EmbedFailed(failure.reason) from None

    def _patiently(self, texts: Sequence[str]) -> list[list[float]]:
        pause = self.server.pause
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(texts, self.server.total)
            except _Again as failure:
                wished = failure.wished or 0.0
                if attempt == TRIES or wished > LONGEST_PAUSE:
                    raise EmbedFailed(failure.reason, wished) from None
                time.sleep(pause if failure.wished is None else wished)
                pause *= 2
        raise EmbedFailed("the embedding server does not answer")

    def _once(self, texts: Sequence[str], seconds: float) -> list[list[float]]:
        try:
            reply = asyncio.run(self._fetch([text[:LONGEST_TEXT] for text in texts], seconds))
        except HttpFailed as failure:
            if failure.kind in {"refused", "bad_url", "too_large"}:
                raise EmbedFailed(str(failure)) from None
            raise _Again(str(failure)) from None
        if reply.status in RETRIED:
            raise _Again(f"the embedding server answered {reply.status}", _wished(reply))
        if reply.status != HTTPStatus.OK:
            raise EmbedFailed(f"the embedding server answered {reply.status}")
        return self._checked(reply.body, len(texts))

    async def _fetch(self, texts: Sequence[str], seconds: float) -> Reply:
        server = self.server
        http = Http(
            self._egress, server.feature, server.ca_bundle or None, Limits(head=seconds, read=seconds, total=seconds)
        )
        path = "/embed" if server.base_url.rstrip("/").endswith("/api") else "/embeddings"
        body = json.dumps({"model": server.model, "input": list(texts)}).encode()
        headers = {"content-type": "application/json"}
        if server.api_key:
            headers["authorization"] = f"Bearer {server.api_key}"
        try:
            return await http.fetch(Call("POST", server.base_url.rstrip("/") + path, headers, body))
        finally:
            await http.aclose()

    def _checked(self, body: bytes, count: int) -> list[list[float]]:
        try:
            said = json.loads(body)
            rows = said["embeddings"] if "embeddings" in said else _in_order(said["data"], count)
            found = [[float(number) for number in row] for row in rows]
        except (ValueError, KeyError, TypeError, IndexError, RecursionError):
            raise EmbedFailed("the embedding server's answer holds no vectors") from None
        sizes = {len(row) for row in found}
        if len(found) != count or len(sizes) != 1 or not 0 < (size := sizes.pop()) <= MOST_DIMENSIONS:
            raise EmbedFailed("the embedding server's answer does not fit the question")
        if self.dimensions not in (None, size):
            raise EmbedFailed(f"the embedding server's vectors have {size} numbers now; they had {self.dimensions}")
        units = [_unit(row) for row in found]
        self.dimensions = size
        return units


def _in_order(data: Any, count: int) -> list[Any]:
    rows: list[Any] = [None] * count
    for place, one in enumerate(data):
        rows[one.get("index", place)] = one["embedding"]
    return rows


def _unit(row: Sequence[float]) -> list[float]:
    length = math.sqrt(sum(number * number for number in row))
    if not math.isfinite(length) or length == 0:
        raise EmbedFailed("the embedding server answered a vector without a direction")
    return [number / length for number in row]


def _wished(reply: Reply) -> float | None:
    """The server's own Retry-After in seconds, if it says one."""
    said = reply.headers.get("retry-after", "")
    return float(said) if said.isdecimal() else None


def plain(vector: Sequence[float]) -> bytes:
    """A question as float32."""
    return struct.pack(f"<{len(vector)}f", *vector)


def packed(vector: Sequence[float]) -> bytes:
    """A passage as its scale and one signed byte a number, as the encoder packs its own."""
    scale = max(map(abs, vector)) / 127
    return struct.pack("<f", scale) + array("b", (round(number / scale) for number in vector)).tobytes()
