"""The whole appliance in one process: opens what is kept, starts the engines, and lets the faces to work."""

import gc
from collections.abc import Callable

from appliance import control, engines
from appliance.config import Config, put_in_force
from appliance.house import build
from appliance.kernel import memory, telemetry
from appliance.kernel.problem import StorageFull
from appliance.store import Store, open_store
from appliance.web.app import create_app
from appliance.web.server import serve as serve_web
from appliance.work import Work


class Appliance:
    """One running appliance: everything that is open, from the first request to the last answer."""

    def __init__(self, config: Config) -> None:
        self.config = put_in_force(config)
        self.store: Store = open_store(config.data_dir, config.secret_key_file)
        self.house = build()
        engines.start(config)
        for room in self.house.rooms:
            for make_ready in room.at_start:
                _unless_full(make_ready)
        self._work: Work | None = None
        self._control: control.Control | None = None

    async def start(self) -> None:
        """Begin the chores and listen to commands; called once requests are taken."""
        self._work = Work(self.house, self.store.database)
        await self._work.start()
        self._control = await control.listen(self.config.data_dir / "control.sock")

    async def idle(self) -> None:
        """Wait until nothing is running, due or unread."""
        if self._work is not None:
            await self._work.idle()

    async def stop(self) -> None:
        """End the chores and close everything; called after the last answer."""
        if self._control is not None:
            self._control.close()
        if self._work is not None:
            await self._work.stop(self.config.drain_seconds / 2)
        await engines.stop()
        self.store.close()


def _unless_full(make_ready: Callable[[], None]) -> None:
    """A full disk keeps nobody from reading; what could not be noted at the start is noted by the room's chores."""
    try:
        make_ready()
    except StorageFull:
        telemetry.log("started_on_full_disk", level=40, step=make_ready.__module__)


def serve(config: Config, announce: Callable[[Config], None]) -> None:
    """Run until SIGTERM. `announce` is called once everything is open, before the first request."""
    memory.share()
    telemetry.start_logging(config.log_level)
    appliance = Appliance(config)
    announce(config)

    async def start() -> None:
        await appliance.start()
        gc.collect()
        gc.enable()
        gc.freeze()  # what start-up built lives as long as the process; collections need not look at it again

    serve_web(create_app(appliance.house, config), config, start, appliance.stop)
