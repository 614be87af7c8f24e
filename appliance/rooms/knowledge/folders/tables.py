"""Watched folders, and every file that was seen in them."""

from enum import StrEnum

from appliance.store.columns import Choice, Flag, IdOf, Json, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class FolderState(StrEnum):
    """`waiting` was not looked at yet; `off` is no longer named by the settings, and its documents stay."""

    WAITING = "waiting"
    SCANNING = "scanning"
    READY = "ready"
    FAILED = "failed"
    OFF = "off"


class FileState(StrEnum):
    """`growing` waits until it is the same at two looks; `left_out` was taken out of the base by hand."""

    GROWING = "growing"
    STORED = "stored"
    FAILED = "failed"
    MISSING = "missing"
    LEFT_OUT = "left_out"


class WatchedFolder(Table, prefix="fld"):
    """One entry of the settings. `round` counts the looks at it; `cursor` is how far the present one is, if any.

    `counts` are of the present or last look. `hurry` counts short pauses in a row.
    """

    name = Line(200)
    path = Line(4_096)
    knowledge_base_id = IdOf("kb", optional=True, fast=True)
    is_ours = Flag(default=False)
    state = Choice(FolderState, default=FolderState.WAITING)
    error_code = Line(40, optional=True)
    round = Whole(default=0)
    cursor = Line(4_096, optional=True)
    counts = Json()
    hurry = Whole(default=0)
    may_remove = Flag(default=False)
    started_at = Stamp(optional=True)
    finished_at = Stamp(optional=True)
    next_at = Stamp(optional=True)
    changed_at = Stamp(optional=True)

    unique = (("org_id", "name", "path"),)


class WatchedFile(Table, prefix="fil", feed=False):
    """One file. Its id is the document's external id, so that it stays the same document under another path."""

    folder_id = IdOf("fld")
    path = Line(4_096)
    size = Whole()
    mtime_ns = Whole()
    sha256 = Line(64, optional=True)
    document_id = IdOf("doc", optional=True, fast=True)
    state = Choice(FileState)
    error_code = Line(40, optional=True)
    error_message = Prose(optional=True)
    tried_at = Stamp(optional=True)
    missing_since = Stamp(optional=True)

    unique = (("folder_id", "path"),)
    fast = (("folder_id", "state"), ("folder_id", "sha256"))
