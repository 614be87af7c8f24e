"""Room put by on the disk: when the disk is full it is let go, so that people can still sign in, delete and purge.

While it is out, only what makes room may write. It is put by again as soon as there is space for it and some more.
"""

import errno
import os
import threading
from pathlib import Path
from typing import Final

from appliance.kernel import current, telemetry
from appliance.kernel.problem import StorageFull

SIZE: Final = 16 * 1024 * 1024
MORE: Final = 8 * 1024 * 1024
"""Bytes that must be free beyond the reserve before the disk counts as well again."""
LEAST: Final = 1024 * 1024
"""Bytes without which the database cannot even be opened."""
NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


class Reserve:
    """The file that holds the room. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.is_out = False
        """The disk is full, or was and has too little room yet."""
        if self._free() < LEAST:
            self.release()
        elif not (path.exists() and path.stat().st_size == SIZE):
            self.is_out = not self._put_by()

    def _free(self) -> int:
        found = os.statvfs(self._path.parent)
        return found.f_bavail * found.f_frsize

    def release(self) -> None:
        """Let the room go: something found the disk full. Does nothing when it is out."""
        with self._lock:
            if self.is_out:
                return
            self.is_out = True
            self._path.unlink(missing_ok=True)
        telemetry.log("storage_full", level=40, folder=str(self._path.parent))

    def restore(self) -> bool:
        """Put the room by again if there is enough; the answer is whether the disk is well."""
        with self._lock:
            if self.is_out and self._free() >= SIZE + MORE and self._put_by():
                self.is_out = False
                telemetry.log("storage_well", level=30, folder=str(self._path.parent))
            return not self.is_out

    def _put_by(self) -> bool:
        """Take the room, block by block; False, and nothing taken, when the disk has it not."""
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, SIZE)
            finally:
                os.close(descriptor)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True


_reserve: Reserve | None = None


def use(reserve: Reserve | None) -> None:
    """Make this the process's reserve."""
    global _reserve  # noqa: PLW0603 -- one process keeps one house
    _reserve = reserve


def full() -> StorageFull:
    """The disk has just been found full: let the room go. The answer is the problem to raise."""
    if _reserve is not None:
        _reserve.release()
    return StorageFull()


def is_out() -> bool:
    """Whether only what makes room may write now."""
    return _reserve is not None and _reserve.is_out


def refuse_growth() -> None:
    """StorageFull while the room is out, unless the context belongs to what makes room or to the house itself."""
    if is_out() and current.only_grows.get():
        raise StorageFull
