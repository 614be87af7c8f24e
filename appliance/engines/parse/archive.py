"""Opens a ZIP only after its directory proved harmless, and holds what is read of it to its word and to the limits."""

import mmap
import struct
import zipfile
import zlib
from typing import Final

from appliance.engines.parse.model import DAMAGED, ParseFailed
from appliance.engines.parse.source import Mapped

MAX_TOTAL: Final = 200 * 1024 * 1024
MAX_ENTRY: Final = 50 * 1024 * 1024
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 10_000
_RATIO_FROM: Final = 1024 * 1024
_DIRECTORY_BYTES: Final = 4 * 1024 * 1024
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR: Final = struct.Struct("<4sLQL")
_UNSAID: Final = (0xFFFF, 0xFFFFFFFF)
"""A count and a size that stand in the record of a large archive instead (APPNOTE 4.4.1.4)."""
_TOO_MANY: Final = "The file holds too many entries."
_BOMB: Final = "The file inflates to far more than its size; it is refused."


class Archive:
    """Reads entries by name; what is never read is never inflated. Raises ParseFailed: bomb, corrupt, encrypted."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        _check_end(data)
        try:
            self._zip = zipfile.ZipFile(Mapped(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            raise ParseFailed("corrupt", DAMAGED) from error
        self._read = 0
        if len(entries) > MAX_ENTRIES:
            raise ParseFailed("bomb", _TOO_MANY)
        self._entries = {entry.filename: entry for entry in entries}

    def has(self, name: str) -> bool:
        return name in self._entries

    def any_under(self, folder: str) -> bool:
        return any(name.startswith(folder) for name in self._entries)

    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """One whole entry, inflated to no more than the directory and the limits allow."""
        entry = self._entries.get(name)
        if entry is None:
            raise ParseFailed("corrupt", DAMAGED)
        if entry.flag_bits & 1:
            raise ParseFailed("encrypted", "The document is protected by a password.")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ParseFailed("corrupt", "The file is packed by a rare method that cannot be read.")
        _check_size(entry)
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(MAX_ENTRY + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise ParseFailed("corrupt", DAMAGED) from error
        self._read += len(content)
        if len(content) > MAX_ENTRY or self._read > MAX_TOTAL:
            raise ParseFailed("bomb", _BOMB)
        return content


def _check_end(data: bytes | mmap.mmap) -> None:
    """The end record tells count and size of the directory before anything is built from it (APPNOTE 4.3.16)."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise ParseFailed("corrupt", DAMAGED)
    _, _, _, _, entries, size, _, _ = _END.unpack(data[at : at + _END.size])
    if entries == _UNSAID[0] or size == _UNSAID[1]:
        entries, size = _large(data, at)
    if entries > MAX_ENTRIES or size > _DIRECTORY_BYTES:
        raise ParseFailed("bomb", _TOO_MANY)


def _large(data: bytes | mmap.mmap, end: int) -> tuple[int, int]:
    """Count and size in the record for large archives, which streaming writers make of small ones too (4.3.14)."""
    mark, _, at, _ = _LOCATOR.unpack(data[max(0, end - _LOCATOR.size) : end].ljust(_LOCATOR.size, b"\0"))
    if mark != b"PK\x06\x07" or at + _END_64.size > len(data):
        return _UNSAID
    record = _END_64.unpack(data[at : at + _END_64.size])
    return (record[7], record[8]) if record[0] == b"PK\x06\x06" else _UNSAID


def _check_size(entry: zipfile.ZipInfo) -> None:
    """Only what is read counts: drawings that office files embed may inflate a lot, and nobody inflates them."""
    too_much = entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size
    if too_much or entry.file_size > MAX_ENTRY:
        raise ParseFailed("bomb", _BOMB)
