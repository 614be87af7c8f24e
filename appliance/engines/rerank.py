"""Judges how well texts answer a question by the `/rerank` of Cohere, Jina or text-embeddings-inference.

Somebody waits for it: one try, within a deadline, and whoever asks goes on without it when it fails.
"""

import asyncio
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from appliance.engines.egress import Egress
from appliance.engines.http import Call, Http, HttpFailed, Limits
from appliance.kernel import current

FEATURE: Final = "rerank"
LONGEST_TEXT: Final = 4_000
"""Characters of a text that are sent."""


@dataclass(frozen=True, slots=True)
class RerankServer:
    """`url` is the whole address of the endpoint; `seconds` is how long a question waits for it."""

    url: str
    model: str = ""
    api_key: str = ""
    ca_bundle: str = ""
    seconds: float = 1.5
    feature: str = FEATURE


class RerankFailed(Exception):
    """No judgement; `kind` is late, refused (by our own gate) or failed."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Reranker:
    """Blocking and safe for threads; never on the event loop, never inside a unit."""

    def __init__(self, server: RerankServer, egress: Egress) -> None:
        self.server = server
        self._egress = egress

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, higher is better. RerankFailed when it is not said in time."""
        current.forbid_in_unit("a reranking server")
        return asyncio.run(self._bounded(query, [text[:LONGEST_TEXT] for text in texts]))

    async def _bounded(self, query: str, texts: list[str]) -> list[float]:
        try:
            async with asyncio.timeout(self.server.seconds):
                return _checked(await self._fetch(query, texts), len(texts))
        except TimeoutError:
            raise RerankFailed("late", "the reranking server took too long") from None
        except HttpFailed as failure:
            kind = {"timeout": "late", "refused": "refused"}.get(failure.kind, "failed")
            raise RerankFailed(kind, str(failure)) from None

    async def _fetch(self, query: str, texts: list[str]) -> bytes:
        server = self.server
        http = Http(self._egress, server.feature, server.ca_bundle or None, Limits(body=1024 * 1024))
        headers = {"content-type": "application/json"}
        if server.api_key:
            headers["authorization"] = f"Bearer {server.api_key}"
        body = json.dumps(_asked(server, query, texts)).encode()
        try:
            reply = await http.fetch(Call("POST", server.url, headers, body))
        finally:
            await http.aclose()
        if reply.status != HTTPStatus.OK:
            raise RerankFailed("failed", f"the reranking server answered {reply.status}")
        return reply.body

    @property
    def name(self) -> str:
        """The model, or the host where the server has only one."""
        return self.server.model or urlsplit(self.server.url).hostname or ""


class Reranking:
    """The server of each organisation: the one that the machine's environment says, which wins, or a chosen one."""

    def __init__(self, said: RerankServer, egress: Egress) -> None:
        """`said` without an address says none; how long to wait and whom to trust hold for chosen ones as well."""
        self.said = said
        self._egress = egress
        self._chosen: Mapping[str, RerankServer] = {}

    @property
    def is_said(self) -> bool:
        """Whether the environment names the server."""
        return bool(self.said.url)

    def choose(self, chosen: Mapping[str, RerankServer]) -> None:
        """Take over what organisations chose, by their ids."""
        self._chosen = dict(chosen)

    def wanted(self, org_id: str) -> Reranker | None:
        """Who judges for an organisation, or None."""
        server = self.said if self.is_said else self._chosen.get(org_id)
        return Reranker(server, self._egress) if server is not None else None


def _asked(server: RerankServer, query: str, texts: list[str]) -> dict[str, Any]:
    """With a model as Cohere and Jina want it; without one as text-embeddings-inference does."""
    if server.model:
        return {"model": server.model, "query": query, "documents": texts, "top_n": len(texts)}
    return {"query": query, "texts": texts, "truncate": True}


def _checked(body: bytes, count: int) -> list[float]:
    found: dict[int, float] = {}
    try:
        said = json.loads(body)
        for one in said["results"] if isinstance(said, dict) else said:
            found[int(one["index"])] = float(one["relevance_score"] if "relevance_score" in one else one["score"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise RerankFailed("failed", "the reranking server's answer holds no scores") from None
    if set(found) != set(range(count)) or not all(map(math.isfinite, found.values())):
        raise RerankFailed("failed", "the reranking server's answer does not fit the question")
    return [found[place] for place in range(count)]
