"""Counts what the ledger's events tell, as they are committed. Rooms record facts; they never count."""

import asyncio
from collections.abc import Callable
from typing import Any

from appliance.kernel import telemetry
from appliance.kernel.assembly import House
from appliance.kernel.event import Event
from appliance.store.database import Database
from appliance.store.unit import WritingUnit


class Metrics:
    """Hears every commit; counts on the event loop, where the licence can be asked without a thread."""

    def __init__(self, house: House, database: Database) -> None:
        self._loop = asyncio.get_running_loop()
        self._guard = house.license_guard
        self._raw = database.raw
        self._counters: dict[str, Callable[[Any], None]] = {
            "TurnEnded": self._turn,
            "DocumentReady": lambda _: telemetry.INGEST_DOCUMENTS.labels("ready").inc(),
            "DocumentFailed": lambda event: telemetry.INGEST_DOCUMENTS.labels(event.state).inc(),
        }
        database.hear(self._committed)

    def _committed(self, units: list[WritingUnit]) -> None:
        told = [event for unit in units for event in unit.events if event.event_name in self._counters]
        if told:
            try:
                self._loop.call_soon_threadsafe(self._count, told)
            except RuntimeError:  # the loop has ended, and with it the counters
                return

    def _count(self, events: list[Event]) -> None:
        for event in events:
            self._counters[event.event_name](event)

    def _turn(self, event: Any) -> None:
        tier = self._guard.tier(self._raw) if self._guard is not None else "community"
        telemetry.CHAT_TURNS.labels(tier, event.model or "").inc()
