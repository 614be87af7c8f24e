"""Watched folders as administrators see them, and what a look at one has to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.documents.tables import State
from appliance.rooms.knowledge.folders import silence
from appliance.rooms.knowledge.folders.shapes import FileFilter, FileView, FolderFilter, FolderView
from appliance.rooms.knowledge.folders.tables import FileState, FolderState, WatchedFile, WatchedFolder
from appliance.store.listing import count, tuples
from appliance.store.paging import found, paged

_UNREAD = (State.FAILED, State.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Known:
    """What was stored of a file at the last look."""

    id: str
    path: str
    size: int
    mtime_ns: int
    state: FileState
    tried_at: int | None
    is_missing: bool


def folder(id: str, *, seen_by: Actor) -> WatchedFolder:
    """The watched folder, or 404."""
    row: WatchedFolder = found(_visible(seen_by).where(WatchedFolder.id == id), "Folder")
    return row


def folders(where: FolderFilter, page: PageAsk, *, seen_by: Actor) -> Page[FolderView]:
    """Every watched folder of the organisation."""
    rows = paged(_visible(seen_by), WatchedFolder, where, page)
    views = {view.id: view for view in described(rows.data)}
    return rows.map(lambda row: views[row.id])


def described(rows: Sequence[Any]) -> list[FolderView]:
    """Views of folders with their counts."""
    ids = [row.id for row in rows]
    grouped: Any = WatchedFile.select(WatchedFile.folder_id, WatchedFile.state, fn.COUNT(WatchedFile.id))
    grouped = grouped.where(WatchedFile.folder_id.in_(ids)).group_by(WatchedFile.folder_id, WatchedFile.state)
    states: dict[str, dict[str, int]] = {}
    for folder_id, state, files in grouped.tuples():
        states.setdefault(folder_id, {})[str(state)] = files
    hanging = silence.silent()
    return [FolderView.of(row, states.get(row.id, {}), _unreadable(row), is_silent=row.id in hanging) for row in rows]


def _unreadable(row: Any) -> int:
    ours = WatchedFile.select(WatchedFile.document_id).where(WatchedFile.folder_id == row.id)
    wrong = (Document.knowledge_base_id == row.knowledge_base_id) & Document.state.in_(_UNREAD)
    return count(Document.select().where(wrong & Document.id.in_(ours)))


def files(row: WatchedFolder, where: FileFilter, page: PageAsk) -> Page[FileView]:
    """The files of a folder."""
    rows: Any = WatchedFile.select().where(WatchedFile.folder_id == row.id)
    return paged(rows, WatchedFile, where, page).map(FileView.of)


def may_see(actor: Actor, id: str) -> bool:
    """Whether `live` may tell the actor of this folder."""
    return actor.at_least(Role.ADMIN) and bool(_visible(actor).where(WatchedFolder.id == id).exists())


def is_followed(document_id: str) -> bool:
    """Whether a document is the image of a file in a folder that is watched now."""
    named = WatchedFolder.select(WatchedFolder.id).where(WatchedFolder.state != FolderState.OFF)
    ours = (WatchedFile.document_id == document_id) & WatchedFile.folder_id.in_(named)
    return bool(WatchedFile.select().where(ours).exists())


def known(folder_id: str, paths: Sequence[str]) -> dict[str, Known]:
    """Path -> what was stored of it."""
    columns = (
        WatchedFile.id, WatchedFile.path, WatchedFile.size, WatchedFile.mtime_ns, WatchedFile.state,
        WatchedFile.tried_at, WatchedFile.missing_since,
    )  # fmt: skip
    rows: Any = WatchedFile.select(*columns).where((WatchedFile.folder_id == folder_id) & WatchedFile.path.in_(paths))
    return {
        path: Known(id_, path, size, mtime_ns, FileState(state), tried_at, missing is not None)
        for id_, path, size, mtime_ns, state, tried_at, missing in tuples(rows)
    }


def present_count(folder_id: str, after: str, upto: str | None) -> int:
    """How many files behind `after`, up to `upto`, were there at the last look."""
    there = (WatchedFile.folder_id == folder_id) & (WatchedFile.path > after) & WatchedFile.missing_since.is_null()
    return count(WatchedFile.select().where(there if upto is None else there & (WatchedFile.path <= upto)))


def file_count(folder_id: str, *states: FileState) -> int:
    """How many files are known, or are in one of these states."""
    ours = WatchedFile.folder_id == folder_id
    return count(WatchedFile.select().where(ours & WatchedFile.state.in_(states) if states else ours))


def held_count(folder_id: str) -> int:
    """How many files have their document."""
    ours = (WatchedFile.folder_id == folder_id) & WatchedFile.document_id.is_null(False)
    return count(WatchedFile.select().where(ours))


def gone(folder_id: str, before_ms: int, most: int) -> list[WatchedFile]:
    """Some of the files that have been missing since before this moment."""
    rows = WatchedFile.select().where(_gone(folder_id, before_ms))
    return list(rows.order_by(WatchedFile.path).limit(most))


def gone_count(folder_id: str, before_ms: int) -> int:
    """How many files have been missing since before this moment."""
    return count(WatchedFile.select().where(_gone(folder_id, before_ms)))


def _gone(folder_id: str, before_ms: int) -> Any:
    return (
        (WatchedFile.folder_id == folder_id)
        & (WatchedFile.state == FileState.MISSING)
        & (WatchedFile.missing_since < before_ms)
    )


def _visible(actor: Actor) -> Any:
    return WatchedFolder.select().where(WatchedFolder.org_id == actor.org_id)
