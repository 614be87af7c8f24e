"""Token journals: every event of a running turn is appended to a file before any reader sees it.

One write into the page cache, which survives kill -9. A record is length, sequence, CRC32, bytes; a torn tail is cut.
"""

import errno
import os
import struct
import zlib
from pathlib import Path

from appliance.store import reserve

_HEAD = struct.Struct("<III")


class Log:
    """The journal of one turn. Sequences start at 1 and have no gaps."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.records, self._end = _parse(path.read_bytes()) if path.exists() else ([], 0)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._cut()

    @property
    def last(self) -> int:
        """The newest sequence, 0 when there is none."""
        return len(self.records)

    def append(self, sequence: int, record: bytes) -> None:
        """Append the next record; ValueError when it is not the next one, OSError when the disk does not take it."""
        if sequence != self.last + 1:
            raise ValueError(f"record {sequence} after {self.last}")
        data = _HEAD.pack(len(record), sequence, zlib.crc32(record)) + record
        if os.write(self._descriptor, data) != len(data):  # a disk that fills up takes a part
            self._cut()
            reserve.full()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._end += len(data)
        self.records.append(record)

    def read(self, after: int = 0) -> list[tuple[int, bytes]]:
        """The records behind a sequence."""
        return list(enumerate(self.records[after:], after + 1))

    def _cut(self) -> None:
        """Nothing torn may stand before the next record: whatever follows it would be lost at the next start."""
        os.ftruncate(self._descriptor, self._end)
        os.lseek(self._descriptor, self._end, os.SEEK_SET)

    def close(self) -> None:
        """Let go of the file, which stays."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _parse(data: bytes) -> tuple[list[bytes], int]:
    """The whole records in front, and where they end."""
    records: list[bytes] = []
    at = 0
    while at + _HEAD.size <= len(data):
        length, sequence, check = _HEAD.unpack_from(data, at)
        record = data[at + _HEAD.size : at + _HEAD.size + length]
        if len(record) != length or sequence != len(records) + 1 or zlib.crc32(record) != check:
            break
        records.append(record)
        at += _HEAD.size + length
    return records, at


class Journal:
    """The folder of journals, one per running turn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, message_id: str) -> Path:
        return self._folder / f"{message_id}.log"

    def open(self, message_id: str) -> Log:
        """The turn's journal, with what it holds already."""
        return Log(self._path(message_id))

    def exists(self, message_id: str) -> bool:
        """Whether a journal of this turn is there."""
        return self._path(message_id).exists()

    def remove(self, message_id: str) -> None:
        """Forget it; its content has been stored."""
        self._path(message_id).unlink(missing_ok=True)
