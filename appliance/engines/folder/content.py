"""Reads a file of a watched folder piece by piece, and only while it is the very file that was seen there."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.engines.folder.walk import Seen
from appliance.kernel import current

PIECE: Final = 1 << 20


class Changed(Exception):
    """The file was written to, replaced or taken away since it was seen."""


class Outside(Exception):
    """The path leads out of the folder: something on the way became a link."""


def content(root: str, seen: Seen) -> Iterator[bytes]:
    """The bytes of a file in pieces of a megabyte. `root` is the folder as the disk resolves it.

    Raises Changed also at the end, so that what was read counts only when no error came; OSError from the disk.
    """
    current.forbid_in_unit("reading a file")
    try:
        descriptor = os.open(seen.place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Changed from error
    try:
        _check(descriptor, root, seen)
        while piece := os.read(descriptor, PIECE):
            yield piece
        _check(descriptor, root, seen)
    finally:
        os.close(descriptor)


def _check(descriptor: int, root: str, seen: Seen) -> None:
    facts = os.fstat(descriptor)
    if not stat.S_ISREG(facts.st_mode) or (facts.st_size, facts.st_mtime_ns) != (seen.size, seen.mtime_ns):
        raise Changed
    if Path(root) not in Path(f"/proc/self/fd/{descriptor}").readlink().parents:
        raise Outside
