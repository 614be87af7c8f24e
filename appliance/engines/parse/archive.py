"""Opens a ZIP only after its directory proved harmless, and holds it to its word while inflating."""

import mmap
import struct
import zipfile
import zlib
from typing import Final

from appliance.engines.parse.model import ParseFailed
from appliance.engines.parse.source import Mapped

MAX_TOTAL: Final = 200 * 1024 * 1024
MAX_ENTRY: Final = 50 * 1024 * 1024
MAX_RATIO: Final = 100
MAX_ENTRIES: Final = 10_000
_RATIO_FROM: Final = 1024 * 1024
_DIRECTORY_BYTES: Final = 4 * 1024 * 1024
_END: Final = struct.Struct("<4s4H2LH")
_CORRUPT: Final = "The file is damaged or cut off."
_BOMB: Final = "The file inflates to far more than its size; it is refused."


class Archive:
    """Reads entries by name. Raises ParseFailed: bomb, corrupt, encrypted."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        _check_end(data)
        try:
            self._zip = zipfile.ZipFile(Mapped(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
            raise ParseFailed("corrupt", _CORRUPT) from error
        self._read = 0
        self._entries = {entry.filename: entry for entry in entries}
        _check_sizes(entries)

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
            raise ParseFailed("corrupt", _CORRUPT)
        if entry.flag_bits & 1:
            raise ParseFailed("encrypted", "The document is protected by a password.")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ParseFailed("corrupt", _CORRUPT)
        try:
            with self._zip.open(entry) as stream:
                content = stream.read(MAX_ENTRY + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError) as error:
            raise ParseFailed("corrupt", _CORRUPT) from error
        self._read += len(content)
        if len(content) > MAX_ENTRY or self._read > MAX_TOTAL:
            raise ParseFailed("bomb", _BOMB)
        return content


def _check_end(data: bytes | mmap.mmap) -> None:
    """The end record tells count and size of the directory before anything is built from it (APPNOTE 4.3.16)."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if at < 0 or at + _END.size > len(data):
        raise ParseFailed("corrupt", _CORRUPT)
    _, _, _, _, entries, size, _, _ = _END.unpack(data[at : at + _END.size])
    if entries > MAX_ENTRIES or size > _DIRECTORY_BYTES:
        raise ParseFailed("bomb", "The file holds too many entries.")


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    # Films and pictures are stored as they are: only what grows when inflated counts.
    growing = [entry for entry in entries if entry.file_size > 2 * entry.compress_size]
    inflated, packed = sum(e.file_size for e in growing), sum(e.compress_size for e in growing)
    ratio = inflated > MAX_RATIO * packed and inflated > _RATIO_FROM
    if len(entries) > MAX_ENTRIES or inflated > MAX_TOTAL or ratio or any(e.file_size > MAX_ENTRY for e in growing):
        raise ParseFailed("bomb", _BOMB)
    for entry in growing:
        if entry.file_size > _RATIO_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise ParseFailed("bomb", _BOMB)
