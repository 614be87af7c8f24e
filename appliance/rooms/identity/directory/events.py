"""What happened with directories."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class DirectorySynced(Event):
    connection_id: str
    org_id: str
    renewed: int
    suspended: int


@dataclass(frozen=True)
class DirectorySyncHeld(Event):
    """So many would have been suspended that it looks like a fault of the directory: nobody was."""

    connection_id: str
    org_id: str
    missing: int
    known: int
