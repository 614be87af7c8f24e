"""Takes the files of a folder in: copies them to the store outside of any unit, and settles some at once in one."""

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from appliance.engines.folder import Changed, Outside, Seen, content, no_document
from appliance.kernel import clock
from appliance.kernel.problem import Problem
from appliance.kernel.visit import Upload
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import Document, UploadFacts
from appliance.rooms.knowledge.folders import policy, silence
from appliance.rooms.knowledge.folders.tables import FileState, WatchedFile, WatchedFolder
from appliance.store import opened

_MESSAGES = {
    "unsupported": "Files of this kind hold no text that can be read.",
    "too_large": "The file is larger than the licence allows.",
    "empty": "The file is empty.",
    "outside": "The path leads out of the folder.",
    "denied": "The appliance may not read this file.",
    "unreadable": "The file could not be read from its disk.",
}
FINAL = frozenset({"unsupported"})
"""Reasons that only another name of the file can change."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was copied into the store under its digest, or the code of what kept it out."""

    id: str
    seen: Seen
    sha256: str = ""
    code: str | None = None

    @property
    def name(self) -> str:
        return self.seen.path.rpartition("/")[2]


def take(root: str, id: str, seen: Seen, most_bytes: int) -> Taken | None:
    """Copy a file into the store; None when it changed while it was read. StorageFull goes out. Blocks for disks."""
    if (code := _refusal(seen, most_bytes)) is not None:
        return Taken(id, seen, code=code)
    try:
        with opened().files.receive() as incoming:
            for piece in silence.heard(content(root, seen)):
                incoming.write(piece)
            return Taken(id, seen, incoming.keep())
    except Changed:
        return None
    except Outside:
        return Taken(id, seen, code="outside")
    except OSError as error:
        denied = error.errno in (errno.EACCES, errno.EPERM)
        return Taken(id, seen, code="denied" if denied else "unreadable")


def _refusal(seen: Seen, most_bytes: int) -> str | None:
    if no_document(seen.path):
        return "unsupported"
    if seen.size == 0:
        return "empty"
    return "too_large" if seen.size > most_bytes else None


def settle(folder_id: str, taken: Sequence[Taken]) -> dict[str, int]:
    """Make documents of files, in one unit; the answer counts what became of them. One that is refused stops none."""
    folder = WatchedFolder.get_by_id(folder_id)
    base = KnowledgeBase.get_or_none(KnowledgeBase.id == folder.knowledge_base_id)
    counts: dict[str, int] = {}
    if base is None:
        return counts
    for one in taken:
        row = WatchedFile.get_or_none(WatchedFile.id == one.id)
        if row is None or row.state is FileState.LEFT_OUT:
            continue
        try:
            outcome = _settle(folder, base, row, one)
        except Problem as problem:
            outcome = _refuse(row, problem.code.lower(), problem.text)
        if outcome:
            counts[outcome] = counts.get(outcome, 0) + 1
    return counts


def _settle(folder: WatchedFolder, base: KnowledgeBase, row: WatchedFile, one: Taken) -> str | None:
    if one.code is not None:
        return _refuse(row, one.code, _MESSAGES[one.code])
    if row.document_id is None and (lost := _lost(row, one.sha256)) is not None:
        _move(folder, lost, row, one)
        return "moved"
    outcome = "changed" if row.document_id else "added"
    is_same = row.document_id is not None and row.sha256 == one.sha256
    if not is_same:
        facts = UploadFacts(metadata=_facts(folder, one.seen.path), external_id=row.id)
        upload = Upload(opened().files.path(one.sha256), one.name, "", one.seen.size, one.sha256)
        document, _ = documents.add_upload(base, upload, facts, by=policy.house(base))
        row.document_id = document.id
    row.change(state=FileState.STORED, sha256=one.sha256, document_id=row.document_id, **_CLEAR)
    return None if is_same else outcome


_CLEAR = {"error_code": None, "error_message": None, "tried_at": None, "missing_since": None}


def _refuse(row: WatchedFile, code: str, message: str) -> str | None:
    is_new = row.error_code != code
    row.change(state=FileState.FAILED, error_code=code, error_message=message, tried_at=clock.now_ms())
    return "failed" if is_new else None


def _lost(row: WatchedFile, sha256: str) -> WatchedFile | None:
    """A file of the same content that is not where it was: this one is it, under another path."""
    same = (WatchedFile.folder_id == row.folder_id) & (WatchedFile.sha256 == sha256)
    return WatchedFile.get_or_none(
        same & WatchedFile.missing_since.is_null(False) & WatchedFile.document_id.is_null(False)
    )


def _move(folder: WatchedFolder, lost: WatchedFile, row: WatchedFile, one: Taken) -> None:
    row.remove()
    seen = one.seen
    lost.change(path=seen.path, size=seen.size, mtime_ns=seen.mtime_ns, state=FileState.STORED, **_CLEAR)
    document = Document.get_or_none(Document.id == lost.document_id)
    if document is not None:
        documents.rename_file(document, one.name, _facts(folder, seen.path))


def _facts(folder: WatchedFolder, path: str) -> dict[str, str]:
    return {"folder": Path(folder.path).name or folder.name, "path": path}
