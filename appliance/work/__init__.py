"""The face that does the chores: job lanes, the schedule, and the relay that tells index, listeners and browsers."""

import asyncio

from appliance.kernel.assembly import House
from appliance.store.database import Database
from appliance.work import schedule
from appliance.work.metrics import Metrics
from appliance.work.relay import Relay
from appliance.work.runner import Runner


class Work:
    """Everything that goes on beside requests. Made on the event loop that it runs on."""

    def __init__(self, house: House, database: Database) -> None:
        self.runner = Runner(house, database)
        self.relay = Relay(house, database)
        self.metrics = Metrics(house, database)
        self._chores = house.recurring
        self._schedule: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the lanes, follow what is committed, keep the schedule."""
        await self.relay.start()
        await self.runner.start()
        self._schedule = asyncio.get_running_loop().create_task(schedule.keep(self._chores), name="schedule")

    async def stop(self, seconds: float) -> None:
        """Claim nothing more, give what runs this long, and stop following."""
        if self._schedule is not None:
            self._schedule.cancel()
        await self.runner.stop(seconds)
        await self.relay.stop()

    async def idle(self) -> None:
        """Wait until nothing is running, due or unread: for tests and commands that want an end."""
        await self.runner.idle()
        await self.relay.idle()
        await self.runner.idle()
