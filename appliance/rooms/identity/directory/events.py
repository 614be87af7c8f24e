"""What happened with directories. Reasons are the directory's own, for administrators; people are never told them."""

from appliance.kernel.event import Event


class DirectorySignInRefused(Event):
    """The directory knows them and does not let them in: locked, disabled, password_expired and the like."""

    connection_id: str
    org_id: str
    user_id: str
    reason: str


class DirectorySilent(Event):
    """The directory could not be asked."""

    connection_id: str
    org_id: str
    detail: str


class DirectorySynced(Event):
    connection_id: str
    org_id: str
    renewed: int
    suspended: int


class DirectorySyncHeld(Event):
    """So many would have been suspended that it looks like a fault of the directory: nobody was."""

    connection_id: str
    org_id: str
    missing: int
    known: int
