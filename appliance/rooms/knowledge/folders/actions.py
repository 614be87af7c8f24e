"""What changes watched folders: the settings that name them, and what people ask of them."""

from collections.abc import Iterable

from appliance import config
from appliance.kernel import telemetry
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, Problem
from appliance.rooms.identity import orgs, users
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.actions import create_base
from appliance.rooms.knowledge.collections.shapes import BaseDraft
from appliance.rooms.knowledge.folders.entries import WatchEntry, entries
from appliance.rooms.knowledge.folders.events import FolderFollowed, FolderReleased, FolderScanAsked
from appliance.rooms.knowledge.folders.shapes import ScanDraft
from appliance.rooms.knowledge.folders.tables import FileState, FolderState, WatchedFile, WatchedFolder

ENTRY_FAULTS = frozenset({"bad_entry", "not_absolute", "own_data"})


def named() -> list[WatchEntry]:
    """The entries of the settings in force."""
    settings = config.in_force()
    return entries(settings.watch_dirs, settings.data_dir)


def follow() -> list[str]:
    """Bring the rows into line with the settings; the answer is which folders are to be looked at.

    Before set-up there is nobody to whom a folder could belong.
    """
    rows = {(row.name, row.path): row for row in WatchedFolder.select()}
    org = orgs.the_org()
    if org is None:
        return []
    wanted = {(entry.name, entry.path): entry for entry in named()}
    for entry in wanted.values():
        if entry.wrong:
            telemetry.log("watch_entry_refused", level=40, entry=f"{entry.name}={entry.path}", reason=entry.wrong)
    for place, row in rows.items():
        if place not in wanted and row.state is not FolderState.OFF:
            row.change(state=FolderState.OFF, error_code=None, cursor=None, next_at=None)
            emit(FolderReleased(row.org_id, row.id, row.name))
    return [_followed(rows.get(place), entry, org.id).id for place, entry in wanted.items()]


def _followed(row: WatchedFolder | None, entry: WatchEntry, org_id: str) -> WatchedFolder:
    base = KnowledgeBase.get_or_none(KnowledgeBase.id == entry.base_id) if entry.base_id else None
    if row is None:
        row = WatchedFolder.add(
            org_id=base.org_id if base else org_id, name=entry.name, path=entry.path, counts={},
            knowledge_base_id=base.id if base else None,
        )  # fmt: skip
        emit(FolderFollowed(row.org_id, row.id, row.name))
    if entry.wrong:
        row.change(state=FolderState.FAILED, error_code=entry.wrong)
    elif row.state is FolderState.OFF or row.error_code in ENTRY_FAULTS:
        row.change(state=FolderState.WAITING, error_code=None)
    return row


def bind(row: WatchedFolder, *, again: bool = False) -> str | None:
    """Find or make the base that a folder fills; the answer is the code of what is in the way.

    A name alone never finds a base that somebody else made: whoever made it would be given the folder.
    """
    present = KnowledgeBase.get_or_none(KnowledgeBase.id == (row.knowledge_base_id or row.name))
    if present is not None and present.org_id == row.org_id:
        if row.knowledge_base_id is None:
            row.change(knowledge_base_id=present.id)
        return None
    if WatchEntry(row.name, row.path).base_id:
        return "base_unknown"
    if row.knowledge_base_id is not None and not again:
        return "base_removed"
    return _make(row)


def _make(row: WatchedFolder) -> str | None:
    same = (WatchedFolder.org_id == row.org_id) & (WatchedFolder.name == row.name) & WatchedFolder.is_ours
    held = {one.knowledge_base_id for one in WatchedFolder.select().where(same)}
    called = list(KnowledgeBase.select().where((KnowledgeBase.org_id == row.org_id) & (KnowledgeBase.name == row.name)))
    ours = [base for base in called if base.id in held]
    if called and not ours:
        return "name_taken"
    owner_id = users.first_administrator(row.org_id)
    if owner_id is None:
        return "nobody"
    try:
        base = ours[0] if ours else create_base(
            BaseDraft(name=row.name), by=Actor(owner_id, row.org_id, Role.ADMIN, kind="system")
        )  # fmt: skip
    except Problem as problem:
        return problem.code.lower()
    row.change(knowledge_base_id=base.id, is_ours=True)
    return None


def ask_scan(row: WatchedFolder, draft: ScanDraft) -> None:
    """Have a folder looked at as soon as the look that goes on has ended; Conflict when it is watched no more."""
    if row.state is FolderState.OFF:
        raise Conflict("The settings do not name this folder any more")
    if draft.restore_left_out:
        ours = (WatchedFile.folder_id == row.id) & (WatchedFile.state == FileState.LEFT_OUT)
        WatchedFile.update(state=FileState.GROWING).where(ours).execute()
    WatchedFile.update(tried_at=None).where(
        (WatchedFile.folder_id == row.id) & (WatchedFile.state == FileState.FAILED)
    ).execute()
    row.change(may_remove=row.may_remove or draft.remove_missing, hurry=0)
    if row.error_code == "base_removed" and bind(row, again=True) is None:
        row.change(error_code=None, state=FolderState.WAITING)
    emit(FolderScanAsked(row.org_id, row.id, draft.remove_missing, draft.restore_left_out))


def forget_base(base_id: str) -> None:
    """A base is gone: what was known of the files that filled it is worth nothing any more."""
    for row in list(WatchedFolder.select().where(WatchedFolder.knowledge_base_id == base_id)):
        WatchedFile.delete().where(WatchedFile.folder_id == row.id).execute()
        row.change(cursor=None, counts={}, state=FolderState.FAILED, error_code="base_removed")


def leave_out(document_ids: Iterable[str]) -> None:
    """Documents were removed by hand: their files are not taken in again."""
    for row in list(WatchedFile.select().where(WatchedFile.document_id.in_(list(document_ids)))):
        row.change(document_id=None, sha256=None, state=FileState.LEFT_OUT, error_code=None, error_message=None)
