"""One look at a folder, in slices: walk, compare with what is known, take what has come to rest, remove what is gone.

A slice that a crash cut off is done again from where the one before had ended; doing it twice changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from appliance import config
from appliance.engines.folder import Seen, Unusable, Walk
from appliance.kernel import clock
from appliance.kernel.job import Lane
from appliance.kernel.problem import StorageFull
from appliance.rooms import licensing
from appliance.rooms.knowledge.folders import findings, looks, queries, silence, taking
from appliance.rooms.knowledge.folders.queries import Known
from appliance.rooms.knowledge.folders.tables import FileState, FolderState, WatchedFolder
from appliance.store import queue
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection

SLICE_SECONDS = 2.0
"""How long a slice goes on: an orderly stop waits for it."""
MOST_WAITING = 64
"""Documents that wait to be read before a folder brings more; whoever uploads by hand does not queue behind it."""
PAUSE_MS = 500
TOGETHER = 16
TOGETHER_BYTES = 64_000_000
RETRY_MS = clock.HOUR


@dataclass(slots=True)
class _Look:
    """What a slice carries with it."""

    folder: WatchedFolder
    root: str
    walk: Walk
    most_bytes: int
    cursor: str
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, found: dict[str, int]) -> None:
        for name, number in found.items():
            self.counts[name] = self.counts.get(name, 0) + number


def step(folder_id: str) -> int | None:
    """Go on with a look at a folder, or begin one. The answer is when to come again, in milliseconds; None is never."""
    folder = read_now(WatchedFolder.get_or_none, WatchedFolder.id == folder_id)
    if folder is None or folder.state is FolderState.OFF:
        return None
    try:
        return _step(folder_id)
    except Unusable as unusable:
        return write_now(looks.refuse, folder_id, unusable.code)
    except StorageFull:
        return write_now(looks.refuse, folder_id, "storage_full")


def _step(folder_id: str) -> int | None:
    if _is_behind():
        return PAUSE_MS
    folder = write_now(looks.begin, folder_id)
    if folder is None:
        return write_now(looks.pause, folder_id)
    root = _root(folder.path)
    data = str(config.in_force().data_dir.resolve())
    cursor = folder.cursor or ""
    look = _Look(folder, root, Walk(Path(root), frozenset({data})), read_now(licensing.document_bytes), cursor)
    look.count(folder.counts)
    is_whole = _compare(look)
    look.counts["passed_over"] = look.counts.get("passed_over", 0) + look.walk.passed_over
    if not is_whole:
        write_now(looks.keep, folder_id, look.cursor, look.counts)
        return PAUSE_MS if _is_behind() else 0
    return _end(look)


def _root(path: str) -> str:
    try:
        return str(Path(path).resolve(strict=True))
    except PermissionError as error:
        raise Unusable("denied") from error
    except (OSError, RuntimeError) as error:
        raise Unusable("missing") from error


def _is_behind() -> bool:
    return read_now(lambda: queue.waiting(reading_connection(), Lane.PARSE, MOST_WAITING)) >= MOST_WAITING


def _compare(look: _Look) -> bool:
    """Compare batch by batch; False when the slice is over and there is more."""
    until = clock.monotonic() + SLICE_SECONDS
    most = config.in_force().watch_most_files
    batches = _batched(silence.heard(look.walk.behind(look.cursor)))
    batch = next(batches, [])
    if not batch and not look.cursor and read_now(queries.file_count, look.folder.id):
        raise Unusable("empty")
    while batch:
        _compare_batch(look, batch)
        look.cursor = batch[-1].path
        look.count({"found": len(batch)})
        batch = next(batches, [])
        if look.counts["found"] >= most and batch:
            look.counts["too_many"] = 1
            return True
        if batch and (clock.monotonic() >= until or _is_behind()):
            return False
    _miss(look, None, [], 0)
    return True


def _batched(seen: Iterator[Seen]) -> Iterator[list[Seen]]:
    while batch := list(islice(seen, findings.AT_ONCE)):
        yield batch


def _compare_batch(look: _Look, batch: Sequence[Seen]) -> None:
    folder_id = look.folder.id
    known = read_now(queries.known, folder_id, [seen.path for seen in batch])
    new = [seen for seen in batch if seen.path not in known]
    differing = [(one, seen) for seen in batch if (one := known.get(seen.path)) and _differs(one, seen)]
    back = [one.id for seen in batch if (one := known.get(seen.path)) and one.is_missing and not _differs(one, seen)]
    _miss(look, batch[-1].path, batch, sum(not one.is_missing for one in known.values()))
    if new or differing or back:
        write_now(findings.note, look.folder, new, differing, back)
    at_rest = [(one, seen) for seen in batch if (one := known.get(seen.path)) and _is_ready(one, seen)]
    _take(look, at_rest)


def _differs(one: Known, seen: Seen) -> bool:
    return (one.size, one.mtime_ns) != (seen.size, seen.mtime_ns)


def _is_ready(one: Known, seen: Seen) -> bool:
    """Whether a file is as it was at the last look and is to be taken, or tried again after a while."""
    if _differs(one, seen):
        return False
    is_due = one.tried_at is None or one.tried_at + RETRY_MS <= clock.now_ms()
    return one.state is FileState.GROWING or (one.state is FileState.FAILED and is_due)


def _miss(look: _Look, upto: str | None, batch: Sequence[Seen], known: int) -> None:
    """Mark what was known in this part of the folder and is not there. Most looks count, and write nothing."""
    folder_id, after = look.folder.id, look.cursor
    if read_now(queries.present_count, folder_id, after, upto) <= known:
        return
    paths = [seen.path for seen in batch]
    while write_now(findings.miss, folder_id, after, upto, paths, look.walk.shut):
        pass


def _take(look: _Look, at_rest: Sequence[tuple[Known, Seen]]) -> None:
    together: list[taking.Taken] = []
    size = 0
    for one, seen in at_rest:
        if (taken := taking.take(look.root, one.id, seen, look.most_bytes)) is None:
            continue
        together.append(taken)
        size += seen.size
        if len(together) >= TOGETHER or size >= TOGETHER_BYTES:
            look.count(write_now(taking.settle, look.folder.id, together))
            together, size = [], 0
    if together:
        look.count(write_now(taking.settle, look.folder.id, together))


def _end(look: _Look) -> int:
    """Remove what has been gone for long enough, unless so much is gone that the share itself must be suspected."""
    folder_id = look.folder.id
    write_now(findings.forget, folder_id)
    code = "too_many_files" if look.counts.pop("too_many", 0) else None
    before = min(clock.now_ms() - config.in_force().watch_grace_minutes * clock.MINUTE, look.folder.started_at or 0)
    if read_now(looks.is_suspicious, folder_id, before):
        code = "many_missing"
    else:
        while removed := write_now(findings.remove_gone, folder_id, before):
            look.count({"removed": removed})
    return write_now(looks.finish, folder_id, look.counts, code)
