"""The compressed RTF of Outlook messages (MS-OXRTFCP 2.1 and 3.1)."""

import struct
from typing import Final

from appliance.engines.parse.model import DAMAGED, ParseFailed

_PRELOADED: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW: Final = 4096
_HEAD: Final = struct.Struct("<IIII")
_COMPRESSED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_MAX: Final = 50 * 1024 * 1024


def unpacked(content: bytes) -> bytes:
    """The RTF text. Raises ParseFailed: corrupt."""
    if len(content) < _HEAD.size:
        raise ParseFailed("corrupt", DAMAGED)
    _, size, kind, _ = _HEAD.unpack_from(content)
    if kind == _PLAIN:
        return content[_HEAD.size : _HEAD.size + size]
    if kind != _COMPRESSED or size > _MAX:
        raise ParseFailed("corrupt", DAMAGED)
    return _inflate(content[_HEAD.size :], size)


def _inflate(content: bytes, size: int) -> bytes:
    window = bytearray(_WINDOW)
    window[: len(_PRELOADED)] = _PRELOADED
    write, at, out = len(_PRELOADED), 0, bytearray()
    while at < len(content) and len(out) < size:
        control, at = content[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 2 > len(content):
                    return bytes(out)
                offset, length = content[at] << 4 | content[at + 1] >> 4, (content[at + 1] & 15) + 2
                at += 2
                if offset == write:
                    return bytes(out)  # the end is a reference to the place of writing
                run = bytes(window[(offset + n) % _WINDOW] for n in range(length))
            else:
                run, at = content[at : at + 1], at + 1
            for byte in run:
                window[write] = byte
                write = (write + 1) % _WINDOW
            out += run
    return bytes(out[:size])
