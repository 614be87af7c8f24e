"""The whole appliance in one process: opens what is kept, starts the engines, and lets the faces to work."""

import gc
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from appliance import control, engines
from appliance.config import Config, put_in_force
from appliance.house import build
from appliance.kernel import telemetry
from appliance.kernel.assembly import House
from appliance.store import Store, open_store
from appliance.web.app import create_app
from appliance.work import Work

_SWITCH_SECONDS = 0.0005  # a busy Python thread otherwise holds the event loop up for 5 ms at each turn


class Appliance:
    """One running appliance. `app` is served by Sanic; its start and stop are hung on the app's own."""

    def __init__(self, config: Config) -> None:
        sys.setswitchinterval(_SWITCH_SECONDS)
        self.config = put_in_force(config)
        self.store: Store = open_store(config.data_dir, config.secret_key_file)
        self.house: House = build()
        engines.start(config)
        for room in self.house.rooms:
            for ready in room.at_start:
                ready()
        self.work: Work | None = None
        self._stack = AsyncExitStack()
        self.app = create_app(self.house, config)
        self.app.register_listener(self._start, "before_server_start")
        self.app.register_listener(self._stop, "after_server_stop")

    async def _start(self, _: Any) -> None:
        self.work = Work(self.house, self.store.database)
        await self.work.start()
        self._stack.push_async_callback(self.work.stop, self.config.drain_seconds / 2)
        await self._stack.enter_async_context(control.listening(self.config.data_dir / "control.sock"))
        gc.freeze()  # what start-up built lives as long as the process; collections need not look at it again

    async def _stop(self, _: Any) -> None:
        await self._stack.aclose()
        await engines.stop()
        self.store.close()


def serve(config: Config, announce: Callable[[Config], None]) -> None:
    """Run until SIGTERM. `announce` is called once everything is open, before the first request."""
    telemetry.start_logging(config.log_level)
    appliance = Appliance(config)
    announce(config)
    appliance.app.run(
        host=config.host, port=config.port, single_process=True, access_log=False, motd=False, debug=False
    )
