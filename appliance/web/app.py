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
from appliance.store import opened
from appliance.web.assets import Assets
from appliance.web.client import client_module
from appliance.web.gate import Gate
from appliance.web.own import Described, with_own
from appliance.web.pages import Pages
from appliance.web.plan import Plan
from appliance.web.problems import problem_of
from appliance.web.reply import Reply
from appliance.web.routing import Routes

_names = itertools.count(1)
_SPARE_SECONDS = 60


def create_app(house: House, config: Config) -> Sanic[Any, Any]:
    """The web face of a house. The store must be open."""
    csrf.use_key(opened().keys.derive("csrf"))
    described = Described(house, config)
    house = with_own(house, config, described)
    gate = Gate(house, config)
    assets = Assets(gate.rules, config.base_path, client_module(house.endpoints, config.base_path))
    described.endpoints, described.assets = house.endpoints, assets
    pages = Pages(gate, assets, {one.dialect for one in house.endpoints if one.dialect is not None})
    routes = Routes(config.base_path, pages.missing)
    pages.mount(routes)
    _mount(routes, gate, house)
    app = _framework(routes, config)
    app.ctx.gate, app.ctx.house, app.ctx.assets = gate, house, assets
    app.exception(Exception)(_failed(pages))
    app.before_server_start(_start)
    app.after_server_stop(_stop)
    return app


def _mount(routes: Routes, gate: Gate, house: House) -> None:
    for endpoint in house.endpoints:
        handler = gate.handler(Plan(endpoint))
        for path in endpoint.paths:
            routes.mount(endpoint.method, path, handler)


def _framework(routes: Routes, config: Config) -> Sanic[Any, Any]:
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
    app: Sanic[Any, Any] = Sanic(f"appliance_{next(_names)}", config=settings, router=routes, configure_logging=False)
    Sanic.unregister_app(app)  # several houses may stand in one process
    return app


def _failed(pages: Pages) -> Callable[..., Reply]:
    """What fails before or beside the gate: malformed heads, time-outs, bodies that never end."""

    def answer(request: Any, error: Exception) -> Reply:
        if request is not None and request.stream is not None:
            request.stream.protocol.head_is_here()
        return pages.refuse(problem_of(error), request.path if request is not None else "")

    return answer


async def _start(app: Sanic[Any, Any]) -> None:
    app.ctx.gate.streams.listen()


async def _stop(app: Sanic[Any, Any]) -> None:
    app.ctx.gate.streams.close()
