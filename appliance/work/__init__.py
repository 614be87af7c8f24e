"""The face that does the chores: job lanes, the schedule, and the relay that tells index, listeners and browsers."""

import asyncio

from appliance.kernel.assembly import House
from appliance.store import opened
from appliance.store.database import Database
from appliance.work import schedule
from appliance.work.metrics import Metrics
from appliance.work.relay import Relay
from appliance.work.runner import Runner

_LOOK_SECONDS = 1.0


class Work:
    """Everything that goes on beside requests. Made on the event loop that it runs on."""

    def __init__(self, house: House, database: Database) -> None:
        self.runner = Runner(house, database)
        self.relay = Relay(house, database)
        self.metrics = Metrics(house, database)
        self._chores = house.recurring
        self._beside: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the lanes, follow what is committed, keep the schedule."""
        await self.relay.start()
        await self.runner.start()
        loop = asyncio.get_running_loop()
        self._beside = [
            loop.create_task(schedule.keep(self._chores), name="schedule"),
            loop.create_task(_watch_room(), name="room on the disk"),
        ]

    async def stop(self, seconds: float) -> None:
        """Claim nothing more, give what runs this long, and stop following."""
        for task in self._beside:
            task.cancel()
        await self.runner.stop(seconds)
        await self.relay.stop()

    async def idle(self) -> None:
        """Wait until nothing is running, due or unread: for tests and commands that want an end."""
        await self.runner.idle()
        while await self.relay.idle():  # what it told may have given the lanes more to do, and they it
            await self.runner.idle()


async def _watch_room() -> None:
    """Once a full disk has room again, put the reserve by and let everything go on."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        if opened().reserve.is_out:
            await asyncio.to_thread(opened().reserve.restore)
