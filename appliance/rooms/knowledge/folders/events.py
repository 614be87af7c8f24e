"""What happens to watched folders."""

from appliance.kernel.event import Event


class FolderFollowed(Event):
    """The settings name a folder that was not watched before."""

    org_id: str
    folder_id: str
    name: str


class FolderReleased(Event):
    """The settings do not name a folder any more; its documents stay."""

    org_id: str
    folder_id: str
    name: str


class FolderScanAsked(Event):
    """Somebody wants a folder looked at now."""

    org_id: str
    folder_id: str
    remove_missing: bool
    restore_left_out: bool


class FolderScanned(Event):
    """A look at a folder ended that changed something, or that went wrong in another way than the one before."""

    org_id: str
    folder_id: str
    state: str
    added: int
    changed: int
    moved: int
    removed: int
    failed: int
