"""What happened with directories. Reasons are the directory's own, for administrators; people are never told them."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class DirectorySignInRefused(Event):
    """The directory knows them and does not let them in: locked, disabled, password_expired and the like."""

    connection_id: str
    org_id: str
    user_id: str
    reason: str


@dataclass(frozen=True)
class DirectorySilent(Event):
    """The directory could not be asked."""

    connection_id: str
    org_id: str
    detail: str


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
