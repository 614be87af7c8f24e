"""The house, put together from its rooms: what the faces derive everything from."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from appliance.kernel.actor import Credential
from appliance.kernel.door import Endpoint, check_house
from appliance.kernel.job import Job, Recurring
from appliance.kernel.room import (
    Authenticator,
    LicenseGuard,
    Listener,
    NetworkGuard,
    Origins,
    Probe,
    Projection,
    Room,
    UploadLimit,
    Visible,
)

T = TypeVar("T")


@dataclass(frozen=True)
class House:
    """Every room's contribution, joined and checked once at start."""

    rooms: tuple[Room, ...]

    def __post_init__(self) -> None:
        check_house(self.endpoints)

    @cached_property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return tuple(endpoint for room in self.rooms if room.door for endpoint in room.door.endpoints)

    @cached_property
    def by_key(self) -> dict[str, Endpoint]:
        """Endpoints by `room.name`."""
        return {endpoint.key: endpoint for endpoint in self.endpoints}

    @cached_property
    def authenticators(self) -> dict[Credential, Authenticator]:
        return {kind: one for room in self.rooms for one in room.authenticators for kind in one.kinds}

    @cached_property
    def origins(self) -> dict[str, Origins]:
        """Which pages may call rows with keys of their own, by the rows' word of access."""
        return {one.access: one for room in self.rooms for one in room.origins}

    @cached_property
    def license_guard(self) -> LicenseGuard | None:
        return _only(room.license_guard for room in self.rooms)

    @cached_property
    def network_guard(self) -> NetworkGuard | None:
        return _only(room.network_guard for room in self.rooms)

    @cached_property
    def upload_limit(self) -> UploadLimit | None:
        return _only(room.upload_limit for room in self.rooms)

    @cached_property
    def tables(self) -> tuple[type[Any], ...]:
        return tuple(table for room in self.rooms for table in room.tables)

    @cached_property
    def jobs(self) -> dict[str, Job]:
        """Declared chores by name."""
        return {job.name: job for room in self.rooms for job in room.jobs}

    @cached_property
    def recurring(self) -> tuple[Recurring, ...]:
        return tuple(one for room in self.rooms for one in room.recurring)

    @cached_property
    def listeners(self) -> tuple[Listener, ...]:
        return tuple(one for room in self.rooms for one in room.listeners)

    @cached_property
    def projections(self) -> dict[str, Projection]:
        """How rows of a kind become index entries, by kind."""
        return {one.kind: one for room in self.rooms for one in room.projections}

    @cached_property
    def visible(self) -> dict[str, Visible]:
        """Who may be told of a changed row, by kind; a kind without a rule is told to nobody."""
        return {one.kind: one for room in self.rooms for one in room.visible}

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        return tuple(one for room in self.rooms for one in room.probes)

    @cached_property
    def concerns(self) -> tuple[Probe, ...]:
        return tuple(one for room in self.rooms for one in room.concerns)


def _only(found: Iterable[T | None]) -> T | None:
    given = [one for one in found if one is not None]
    if len(given) > 1:
        raise TypeError("two rooms fill one port")
    return given[0] if given else None
