"""What comes in and goes out about watched folders."""

from typing import Any, ClassVar, Self

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.knowledge.folders.tables import FileState, FolderState, WatchedFile, WatchedFolder

COUNTS = ("found", "added", "changed", "moved", "removed", "failed", "passed_over")


_SILENT = {"state": FolderState.FAILED, "error_code": "silent"}


class FolderFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("name", "-created_at")

    name: str
    state: FolderState
    knowledge_base_id: str


class FolderView(View):
    """A watched folder. The counts are of the last look, `files_by_state` of every file that is known.

    `unreadable_documents` of its documents failed when they were read. `round` counts the looks.
    The error `silent` says that its disk has not answered for a minute: the look goes on by itself when it does.
    """

    id: str
    name: str
    path: str
    knowledge_base_id: str | None
    state: FolderState
    error_code: str | None
    round: int
    found: int
    added: int
    changed: int
    moved: int
    removed: int
    failed: int
    passed_over: int
    files_by_state: dict[str, int]
    unreadable_documents: int
    started_at: Moment | None
    finished_at: Moment | None
    next_at: Moment | None
    changed_at: Moment | None
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(
        cls, row: WatchedFolder, files_by_state: dict[str, int], unreadable_documents: int, *, is_silent: bool
    ) -> Self:
        """A folder with its counts, as it is now."""
        facts: dict[str, Any] = {name: row.counts.get(name, 0) for name in COUNTS}
        facts |= {"files_by_state": files_by_state, "unreadable_documents": unreadable_documents}
        return cls.from_row(row, **facts, **(_SILENT if is_silent else {}))


class FileFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("path", "size", "updated_at")

    path: str
    state: FileState
    error_code: str
    document_id: str


class FileView(View):
    """One file; `error_code` and `error_message` say why it is not stored. Missing files go after the grace."""

    id: str
    folder_id: str
    path: str
    size: int
    modified_at: Moment
    state: FileState
    document_id: str | None
    error_code: str | None
    error_message: str | None
    missing_since: Moment | None
    updated_at: Moment

    @classmethod
    def of(cls, row: WatchedFile, **more: Any) -> Self:
        """A file as the last look saw it."""
        return cls.from_row(row, modified_at=row.mtime_ns // 1_000_000, **more)


class ScanDraft(Shape):
    """`remove_missing`: remove also when most files are gone. `restore_left_out`: take in what was removed by hand."""

    remove_missing: bool = False
    restore_left_out: bool = False
