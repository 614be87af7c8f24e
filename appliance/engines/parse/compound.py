"""Compound files (MS-CFB): what kind of document one is, by the streams of its root alone.

A document that is embedded lies deeper and does not say what the whole is.
"""

import mmap
import struct
from typing import Final

import olefile

from appliance.engines.parse.source import Mapped

_STREAMS: Final = (
    ("encryptedpackage", "encrypted"),
    ("__properties_version1.0", "msg"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("powerpoint document", "ppt"),
    ("book", "xls"),
    ("visiodocument", "vsd"),
    ("quill", "pub"),
    ("matost", "wps"),
    ("contents", "wps"),
)
_PLAIN: Final = 6
"""So many of the names say the kind wherever they stand."""
_OTHERS: Final = (
    ("bodytext", "a Hangul document"),
    ("pp40", "a PowerPoint presentation from before 1997"),
    ("starwriterdocument", "a StarOffice document"),
    ("starcalcdocument", "a StarOffice document"),
    ("stardrawdocument3", "a StarOffice document"),
    ("   114", "a Project plan"),
)
_DAMAGED: Final = (
    OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, RecursionError,
    MemoryError,
)  # fmt: skip


def kind(data: bytes | mmap.mmap) -> str | None:
    """A kind that the parsers know, `encrypted` or None; an encrypted new file is wrapped like old ones (MS-OFFCRYPTO).

    Where the directory is damaged the names decide that stand anywhere.
    """
    names = _root(data)
    if names is not None:
        return next((kind for stream, kind in _STREAMS if stream in names), None)
    lowered = bytes(data).lower()
    return next((kind for stream, kind in _STREAMS[:_PLAIN] if lowered.find(stream.encode("utf-16-le")) >= 0), None)


def name(data: bytes | mmap.mmap) -> str:
    """What a person calls a compound file that no parser reads."""
    names = _root(data) or frozenset()
    return next((name for stream, name in _OTHERS if stream in names), "an old Office file of unknown type")


def _root(data: bytes | mmap.mmap) -> frozenset[str] | None:
    """Names of the streams and storages directly under the root in lower case; None where they cannot be read."""
    try:
        with olefile.OleFileIO(Mapped(data)) as container:
            return frozenset(entry[0].lower() for entry in container.listdir(streams=True, storages=True))
    except _DAMAGED:
        return None
