"""Checks a folder of Tantivy before it is opened: Tantivy itself never looks at its checksums.

A segment file ends in a JSON footer with the CRC-32 of what precedes it, the footer's length and the number 1337
(both 32 bits, little endian). Files of no living segment are leftovers of a crash and are not looked at.
"""

import json
import struct
import zlib
from pathlib import Path
from typing import Any, Final

from appliance.store.search.entries import IndexDamaged

_MAGIC: Final = 1337
_TAIL: Final = struct.Struct("<II")
_LONGEST_FOOTER: Final = 4_096
_CHUNK: Final = 1 << 20
_COMPONENTS: Final = ("idx", "pos", "term", "store", "fast", "fieldnorm")


def verify(folder: Path) -> None:
    """Raises IndexDamaged unless every file of every living segment is there and matches its checksum."""
    _json(folder / ".managed.json", list)
    meta = _json(folder / "meta.json", dict)
    try:
        names = [name for segment in meta["segments"] for name in _files(segment)]
    except (KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"meta.json lacks {error}") from error
    for name in names:
        _verify_file(folder / name)


def _json(path: Path, kind: type) -> Any:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"{path.name} cannot be read: {error}") from error
    if not isinstance(value, kind):
        raise IndexDamaged(f"{path.name} is not what it should be")
    return value


def _files(segment: dict[str, Any]) -> list[str]:
    stem = segment["segment_id"].replace("-", "")
    names = [f"{stem}.{component}" for component in _COMPONENTS]
    if deletes := segment["deletes"]:
        names.append(f"{stem}.{int(deletes['opstamp'])}.del")
    return names


def _verify_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _LONGEST_FOOTER))
            length, expected = _footer(file.read(), path.name)
            file.seek(0)
            left, checksum = size - length, 0
            while left > 0 and (chunk := file.read(min(left, _CHUNK))):
                checksum = zlib.crc32(chunk, checksum)
                left -= len(chunk)
    except OSError as error:
        raise IndexDamaged(f"{path.name} cannot be read: {error}") from error
    if checksum != expected:
        raise IndexDamaged(f"{path.name} does not match its checksum")


def _footer(end: bytes, name: str) -> tuple[int, int]:
    """The footer's whole length and the checksum it states."""
    try:
        length, magic = _TAIL.unpack(end[-_TAIL.size :])
        if magic != _MAGIC or length + _TAIL.size > len(end):
            raise IndexDamaged(f"{name} has no footer")
        stated = json.loads(end[-_TAIL.size - length : -_TAIL.size])
        return length + _TAIL.size, int(stated["crc"])
    except (struct.error, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{name} has no footer: {error}") from error
