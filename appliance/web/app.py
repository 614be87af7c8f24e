"""House to Sanic: one visible column of steps. Sanic parses and sends; everything between is the gate's."""

import itertools
from collections.abc import Callable
from typing import Any

from sanic import Sanic
from sanic.config import Config as SanicConfig
from sanic.http import Http

from appliance.config import Config
from appliance.kernel import csrf
from appliance.kernel.assembly import House
from appliance.kernel.door import Endpoint, check_house
from appliance.kernel.problem import MethodNotAllowed, NotFound, Problem
from appliance.store import opened
from appliance.web.gate import Gate
from appliance.web.plan import Plan
from appliance.web.problems import problem_of, problem_reply
from appliance.web.reply import Reply
from appliance.web.routing import Handler, Routes

_names = itertools.count(1)
_SPARE_SECONDS = 60


def create_app(house: House, config: Config) -> Sanic[Any, Any]:
    """The web face of a house. The store must be open."""
    csrf.use_key(opened().keys.derive("csrf"))
    gate = Gate(house, config)
    routes = Routes(config.base_path, _missing(gate))
    app: Sanic[Any, Any] = Sanic(f"appliance_{next(_names)}", config=_settings(config), router=routes,
                                 configure_logging=False)  # fmt: skip
    Sanic.unregister_app(app)  # several houses may stand in one process
    app.ctx.gate = gate
    app.ctx.endpoints = house.endpoints
    _mount(routes, gate, app.ctx.endpoints)
    app.exception(Exception)(_failed(gate))
    app.before_server_start(_start)
    app.after_server_stop(_stop)
    return app


def _settings(config: Config) -> SanicConfig:
    settings = SanicConfig(env_prefix=None)
    settings.update({
        "ACCESS_LOG": False,
        "AUTO_EXTEND": False,
        "GRACEFUL_SHUTDOWN_TIMEOUT": 1.0,
        "KEEP_ALIVE_TIMEOUT": 75,
        "MOTD": False,
        "REQUEST_MAX_SIZE": config.request_body_limit,
        "REQUEST_TIMEOUT": 10,
        "RESPONSE_TIMEOUT": config.turn_limit_seconds + _SPARE_SECONDS,
        "TOUCHUP": not getattr(Http, "__touched__", False),  # it rewrites classes, so once per process
    })  # fmt: skip
    return settings


def _mount(routes: Routes, gate: Gate, endpoints: tuple[Endpoint, ...]) -> None:
    check_house(endpoints)
    for endpoint in endpoints:
        handler = gate.handler(Plan(endpoint))
        for path in endpoint.paths:
            routes.mount(endpoint.method, path, handler)


def _missing(gate: Gate) -> Callable[[str, Problem | None, tuple[str, ...]], Handler]:
    """Handlers for addresses that are not ours, and for methods that an address does not take."""

    def find(path: str, problem: Problem | None, allowed: tuple[str, ...]) -> Handler:
        async def handle(request: Any, **_values: str) -> Reply:
            request.stream.protocol.head_is_here()
            request_id = gate.ids.new()
            if problem is not None:
                return problem_reply(problem, request_id, gate.rules.json, [])
            if not allowed:
                return problem_reply(NotFound(), request_id, gate.rules.json, [])
            allow = ", ".join((*allowed, "OPTIONS"))
            if request.method == "OPTIONS":
                pairs = gate.rules.preflight(request.headers.get("origin"), path, allow)
                return Reply(204, b"", [*pairs, (b"x-request-id", request_id.encode())])
            return problem_reply(MethodNotAllowed(headers={"Allow": allow}), request_id, gate.rules.json, [])

        return handle

    return find


def _failed(gate: Gate) -> Callable[..., Reply]:
    """What fails before or beside the gate: malformed heads, time-outs, bodies that never end."""

    def answer(request: Any, error: Exception) -> Reply:
        if request is not None and request.stream is not None:
            request.stream.protocol.head_is_here()
        return problem_reply(problem_of(error), gate.ids.new(), gate.rules.json, [])

    return answer


async def _start(app: Sanic[Any, Any]) -> None:
    app.ctx.gate.streams.listen()


async def _stop(app: Sanic[Any, Any]) -> None:
    app.ctx.gate.streams.close()
