"""Reads of the appliance's own state."""

import time
from dataclasses import dataclass
from typing import Any

from appliance import __version__
from appliance.engines import started
from appliance.kernel import clock, telemetry
from appliance.kernel.room import Probe
from appliance.rooms import licensing
from appliance.rooms.operations.health.shapes import (
    DatabaseView,
    HealthView,
    IntegrationsView,
    IntegrationView,
    ReadyView,
)
from appliance.store import Store, changes, migrate, opened, queue
from appliance.store.connection import sqlite_version
from appliance.store.unit import WritingUnit, reading_connection

probes: list[Probe] = []
"""Filled in by the house."""
concerns: list[Probe] = []
"""Filled in by the house."""


_KNOWN_SECONDS = 1.0
_PARKED = "SELECT count(*) FROM store_job WHERE state = 'buried' AND name = ?"


@dataclass(frozen=True, slots=True)
class _Told:
    """What the database said of the house, and when."""

    at: float
    store: Store
    tier: str
    parked_count: int


_known: _Told | None = None


def health() -> HealthView:
    """Alive: answers as soon as the process does. Degraded while something asks for people."""
    told = _told()
    has_concerns = told.parked_count or opened().reserve.is_out or any(one.check() is not None for one in concerns)
    status = "degraded" if has_concerns else "ok"
    return HealthView(status=status, version=__version__, tier=told.tier)


def follow() -> None:
    """From now on, forget the tier at each commit that says something of the licence."""
    opened().database.hear(_forget)


def _forget(units: list[WritingUnit]) -> None:
    global _known  # noqa: PLW0603 -- one process has one licence
    if any(event.event_name.startswith("License") for unit in units for event in unit.events):
        _known = None


def _told() -> _Told:
    """The tier in force and what is parked, asked once a second however often a probe comes."""
    global _known  # noqa: PLW0603 -- one process has one licence
    store, now = opened(), clock.monotonic()
    if _known is None or _known.store is not store or not 0 <= now - _known.at < _KNOWN_SECONDS:
        raw = store.database.raw
        parked = raw.one(_PARKED, (changes.PARKED,)) or (0,)
        _known = _Told(now, store, licensing.standing(raw).tier, int(parked[0]))
    return _known


def ready() -> ReadyView:
    """Whether every part does its work; the reasons name those that do not."""
    reasons = [f"{probe.name}: {reason}" for probe in probes if (reason := probe.check()) is not None]
    return ReadyView(status="not_ready" if reasons else "ready", reasons=reasons, warnings=_warnings())


def _warnings() -> list[str]:
    """What asks for people, though every part does its work."""
    said = []
    if opened().reserve.is_out:
        said.append("storage: the disk is full: only deleting and reading go on; delete something and purge")
    found: Any = reading_connection().execute(_PARKED, (changes.PARKED,)).fetchall()
    if count := found[0][0]:
        said.append(f"search: {count} changes could not be taken; background work names them and can retry")
    return [*said, *(f"{one.name}: {asks}" for one in concerns if (asks := one.check()) is not None)]


def database() -> DatabaseView:
    """A look-up timed, the structure checked (SQLite's quick check), sizes and versions."""
    store, connection = opened(), reading_connection()
    began = time.perf_counter()
    connection.execute("SELECT max(sequence) FROM store_ledger").fetchall()
    latency = (time.perf_counter() - began) * 1000
    integrity: Any = connection.execute("PRAGMA quick_check(1)").fetchall()[0][0]
    path = store.database.path
    wal = path.with_name(path.name + "-wal")
    return DatabaseView(
        status="ok" if integrity == "ok" else "damaged",
        latency_ms=round(latency, 3),
        integrity=integrity,
        size_bytes=path.stat().st_size,
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
        schema_version=migrate.version(connection),
        sqlite_version=sqlite_version(),
        writer_queue_depth=store.database.writer.depth,
    )


def integrations() -> IntegrationsView:
    """The model that answers by default, and the doors through which something may leave the machine."""
    running = started()
    provider = running.models.provider()
    rows = [IntegrationView(name=provider.name, kind="provider", status="configured", detail=provider.model)]
    rows += [
        IntegrationView(name=rule.feature, kind="egress", status="allowed", detail=f"{host}:{port}")
        for rule in running.egress.rules()
        for host, port in sorted(rule.targets)
    ]
    return IntegrationsView(status="ok", integrations=rows)


def database_answers() -> str | None:
    """The readiness of the database."""
    reading_connection().execute("SELECT 1").fetchall()
    return None


def index_answers() -> str | None:
    """The readiness of search: while the index is opened or rebuilt it is not."""
    return None if opened().has_index else "the search index is being opened or rebuilt"


def measure() -> None:
    """Refresh the gauges that are read and not counted."""
    store = opened()
    wal = store.database.path.with_name(store.database.path.name + "-wal")
    telemetry.DB_SIZE.set(store.database.path.stat().st_size)
    telemetry.WAL_SIZE.set(wal.stat().st_size if wal.exists() else 0)
    telemetry.WRITER_DEPTH.set(store.database.writer.depth)
    telemetry.REDIS_CONNECTED.set(0)
    telemetry.BUILD_INFO.labels(__version__).set(1)
    telemetry.JOBS.clear()
    for (lane, state), count in queue.counts(reading_connection()).items():
        telemetry.JOBS.labels(lane, state).set(count)
