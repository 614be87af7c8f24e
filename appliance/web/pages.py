"""What is served beside the endpoints: the page's files, its shell on every address that is nobody else's, refusals."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from appliance.kernel.dialect import Dialect
from appliance.kernel.problem import MethodNotAllowed, NotFound, Problem
from appliance.web.assets import Assets
from appliance.web.gate import Gate
from appliance.web.problems import problem_reply
from appliance.web.reply import Reply
from appliance.web.routing import ANY, Handler, Routes

RESERVED = frozenset({
    "admin", "api", "auth", "client.js", "docs", "mcp", "metrics", "openapi.json", "redoc", "scim", "static", "swagger",
    "v1", "webhook", "widget",
})  # fmt: skip
"""First segments of addresses at which the page's shell is never answered."""


class Pages:
    """Handlers beside the gate. Each answer still has its request id, and each failure the one shape."""

    def __init__(self, gate: Gate, assets: Assets, dialects: Iterable[Dialect] = ()) -> None:
        self._gate = gate
        self._assets = assets
        self._dialects = tuple(dialects)
        self._routes: Routes | None = None

    def mount(self, routes: Routes) -> None:
        """Serve the files and the client module."""
        self._routes = routes
        routes.mount("GET", "/client.js", self._guarded(self._client))
        routes.mount("GET", f"/static/{{rest:{ANY}}}", self._guarded(self._assets.serve))

    async def _client(self, request: Any) -> Reply:
        return self._assets.client_module(request)

    def _guarded(self, serve: Callable[..., Awaitable[Reply]]) -> Handler:
        async def handle(request: Any, **values: str) -> Reply:
            request.stream.protocol.head_is_here()
            return self._signed(await serve(request, **values))  # what fails goes to the app's own handler

        return handle

    def missing(self, path: str, problem: Problem | None, allowed: tuple[str, ...]) -> Handler:
        """The handler of an address that no endpoint has, or not with this method."""

        async def answer(request: Any) -> Reply:
            if problem is not None:
                raise problem
            if allowed:
                return self._wrong_method(request, path, allowed)
            if request.method in ("GET", "HEAD") and self._is_page(request, path):
                return self._assets.index()
            raise NotFound

        return self._guarded(answer)

    def _is_page(self, request: Any, path: str) -> bool:
        if path == "/":
            return True
        return path[1:].partition("/")[0] not in RESERVED and "text/html" in request.headers.get("accept", "")

    def _wrong_method(self, request: Any, path: str, allowed: tuple[str, ...]) -> Reply:
        allow = ", ".join((*allowed, "OPTIONS"))
        if request.method != "OPTIONS":
            raise MethodNotAllowed(headers={"Allow": allow})
        origin = request.headers.get("origin")
        access = self._access(request, path, allowed)
        if self._gate.pages.judges(access):
            return Reply(204, b"", [*self._gate.rules.api, *self._gate.pages.preflight(origin, access, allow)])
        return Reply(204, b"", self._gate.rules.preflight(origin, path, allow))

    def _access(self, request: Any, path: str, allowed: tuple[str, ...]) -> str:
        """The word of access of what a page is about to call here."""
        wanted = request.headers.get("access-control-request-method", "").upper()
        method = wanted if wanted in allowed else allowed[0]
        found = self._routes.get(path, method, None) if self._routes is not None else None
        endpoint = getattr(found.handler, "endpoint", None) if found is not None else None
        return "" if endpoint is None else str(endpoint.access.word)

    def refuse(self, problem: Problem, path: str = "") -> Reply:
        """The answer that tells a problem, with an id of its own; below a dialect's prefix in the dialect."""
        spoken = next(
            (one for one in self._dialects if path.startswith(self._gate.config.base_path + one.prefix)), None
        )
        return problem_reply(problem, self._gate.ids.new(), self._gate.rules.json, [], spoken)

    def _signed(self, reply: Reply) -> Reply:
        reply.pairs.append((b"x-request-id", self._gate.ids.new().encode()))
        return reply
