"""How a look at a folder begins, pauses and ends, as its row tells it. Called in writing units."""

from typing import Any

from appliance import config
from appliance.kernel import clock
from appliance.kernel.event import emit
from appliance.rooms.knowledge.folders import actions, queries
from appliance.rooms.knowledge.folders.events import FolderScanned
from appliance.rooms.knowledge.folders.tables import FileState, FolderState, WatchedFolder

SOON_MS = 5_000
"""The first pause while files are on the way; it doubles from look to look up to the usual one."""
FEW = 10
_WORTH_TELLING = ("added", "changed", "moved", "removed", "failed")


def begin(folder_id: str) -> WatchedFolder | None:
    """Begin a look, or go on with the one that is under way; None when something is in the way, which is noted."""
    folder: WatchedFolder = WatchedFolder.get_by_id(folder_id)
    if folder.state is FolderState.OFF or folder.error_code in actions.ENTRY_FAULTS:
        return None
    if (code := actions.bind(folder)) is not None:
        refuse(folder_id, code)
        return None
    if folder.cursor is None:
        now = clock.now_ms()
        folder.change(round=folder.round + 1, cursor="", counts={}, started_at=now, next_at=None,
                      state=FolderState.SCANNING)  # fmt: skip
    return folder


def keep(folder_id: str, cursor: str, counts: dict[str, int]) -> None:
    """Keep how far a look is."""
    WatchedFolder.get_by_id(folder_id).change(cursor=cursor, counts=counts)


def refuse(folder_id: str, code: str) -> int:
    """A look could not be had: nothing was removed, and the next one may be better. When that is."""
    folder = WatchedFolder.get_by_id(folder_id)
    return _over(folder, FolderState.FAILED, code, {})


def finish(folder_id: str, counts: dict[str, int], code: str | None) -> int:
    """End a look; the answer is the pause until the next one."""
    folder = WatchedFolder.get_by_id(folder_id)
    return _over(folder, FolderState.FAILED if code else FolderState.READY, code, counts)


def pause(folder_id: str) -> int | None:
    """The usual pause of a folder that cannot be looked at; None when only other settings help."""
    folder = WatchedFolder.get_by_id(folder_id)
    is_over = folder.state is FolderState.OFF or folder.error_code in actions.ENTRY_FAULTS
    return None if is_over else _usual_ms()


def _over(folder: WatchedFolder, state: FolderState, code: str | None, counts: dict[str, int]) -> int:
    now, before = clock.now_ms(), folder.error_code
    is_hurried = state is FolderState.READY and queries.file_count(folder.id, FileState.GROWING) > 0
    pause_ms = min(SOON_MS * 2 ** min(folder.hurry, 10), _usual_ms()) if is_hurried else _usual_ms()
    is_new = code != before or any(counts.get(name) for name in _WORTH_TELLING)
    facts: dict[str, Any] = {"changed_at": now} if is_new else {}
    folder.change(
        state=state, error_code=code, cursor=None, counts=counts or folder.counts, finished_at=now, may_remove=False,
        hurry=folder.hurry + 1 if is_hurried else 0, next_at=now + pause_ms, **facts,
    )  # fmt: skip
    if is_new:
        told = [counts.get(name, 0) for name in _WORTH_TELLING]
        emit(FolderScanned(folder.org_id, folder.id, state, *told))
    return pause_ms


def is_suspicious(folder_id: str, before_ms: int) -> bool:
    """Whether most of the files are gone, and nobody has said that this is right."""
    folder = WatchedFolder.get_by_id(folder_id)
    gone = queries.gone_count(folder_id, before_ms)
    return gone > FEW and gone * 2 > queries.held_count(folder_id) and not folder.may_remove


def _usual_ms() -> int:
    return max(config.in_force().watch_seconds, 1) * clock.SECOND
