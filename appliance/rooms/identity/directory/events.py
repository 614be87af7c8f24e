"""What happened with directories."""

from appliance.kernel.event import Event


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
