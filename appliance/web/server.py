"""Serving: one process, one loop. At the end new calls get 503, streams a farewell, running requests their time."""

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from sanic import Sanic

from appliance.config import Config
from appliance.kernel import telemetry
from appliance.web.protocol import Connection

SWITCH_SECONDS = 0.0005
"""How soon a thread lets go of the interpreter: with Python's 5 ms one busy thread would hold up every request."""

_BACKLOG = 1024
_TICK = 0.02
Effect = Callable[[], Awaitable[None]]


class Server:
    """A listening app. `start` and `stop` are called on the loop that serves it."""

    def __init__(self, app: Sanic[Any, Any], config: Config) -> None:
        self.app = app
        self._config = config
        self._server: Any  # Sanic types it as if it were never started
        self.port = config.port

    async def start(self) -> None:
        """Listen. With port 0 the system chooses one and `port` tells it."""
        wire = _listen(self._config.host, self._config.port)
        self.port = wire.getsockname()[1]
        self._server = await self.app.create_server(
            sock=wire, protocol=Connection, backlog=_BACKLOG, return_asyncio_server=True, access_log=False,
            asyncio_server_kwargs={"start_serving": False},
        )  # fmt: skip
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()
        await self._server.start_serving()

    async def stop(self) -> None:
        """Refuse what is new, wait for what runs, close what is left."""
        gate = self.app.ctx.gate
        loop = asyncio.get_running_loop()
        end = loop.time() + self._config.drain_seconds
        gate.is_draining = True
        gate.streams.bye()
        while (gate.in_flight or len(gate.streams)) and loop.time() < end:  # noqa: ASYNC110 -- it ends once a process
            await asyncio.sleep(_TICK)
        self._server.server.close()
        for connection in tuple(self._server.connections):
            connection.close_if_idle()
        await asyncio.sleep(0)
        for connection in tuple(self._server.connections):
            connection.abort()
        await self._server.before_stop()
        await self._server.after_stop()


def _listen(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return socket.create_server(address[:2], family=family, backlog=_BACKLOG)


def serve(app: Sanic[Any, Any], config: Config, started: Effect, stopping: Effect) -> None:
    """Serve until SIGTERM. `started` runs before the first request is taken, `stopping` after the last answer."""
    sys.setswitchinterval(SWITCH_SECONDS)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(app, config, started, stopping))


async def _serve(app: Sanic[Any, Any], config: Config, started: Effect, stopping: Effect) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    server = Server(app, config)
    try:
        await started()
        await server.start()
        telemetry.log("listening", address=config.base_url)
        await over.wait()
        telemetry.log("stopping")
        await server.stop()
    finally:
        await stopping()
