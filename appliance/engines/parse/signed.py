"""Signed files (CMS, RFC 5652; smime.p7m and document.pdf.p7m): what was signed, where it stands inside and plain.

Whether the signature holds is not judged.
"""

from typing import Final, NamedTuple

from appliance.engines.parse.document import Document
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.parts import append_part
from appliance.engines.parse.source import Source

_HEADS: Final = (b"content-type:", b"mime-version:", b"content-transfer-encoding:")
_OCTETS, _LONG, _INSIDE, _OPEN = 0x04, 0x80, 0x20, 0x80
_MAX_DEPTH: Final = 32
_MAX_PIECES: Final = 1_000_000


class _Element(NamedTuple):
    tag: int
    start: int
    end: int
    after: int


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: corrupt; unsupported where only a signature or certificates stand in it."""
    document = Document(source.media_type)
    content = signed_content(bytes(source.data))
    if not content.strip():
        raise ParseFailed("unsupported", "The file is a signature without what it signs; it holds no text.")
    stem, _, ending = source.filename.rpartition(".")
    if content[:40].lstrip().lower().startswith(_HEADS):
        append_part(document, source, ("signed.eml", "message/rfc822", content))
    else:
        append_part(document, source, (stem if ending.lower() in {"p7m", "p7s"} else "", "", content))
    return document.finish()


def signed_content(data: bytes) -> bytes:
    """The octets of encapContentInfo, joined; empty where the signature stands apart. Raises ParseFailed: corrupt."""
    try:
        inside = _children(data, _element(data, 0))[1]  # ContentInfo: its type, then [0] content
        fields = _children(data, _children(data, inside)[0])  # SignedData: version, digests, encapContentInfo
        told = _children(data, fields[2])
        return b"".join(_octets(data, told[1], 0)) if len(told) > 1 else b""
    except (IndexError, ValueError) as error:
        raise ParseFailed("corrupt", DAMAGED) from error


def _element(data: bytes, at: int, depth: int = 0) -> _Element:
    """One element of BER (X.690 8.1); one of open length ends with two zeros, for which its children are searched."""
    if depth > _MAX_DEPTH:
        raise ValueError(depth)
    tag, length, start = data[at], data[at + 1], at + 2
    if length == _OPEN:
        end = start
        while data[end : end + 2] != b"\0\0":
            end = _element(data, end, depth + 1).after
        return _Element(tag, start, end, end + 2)
    if length & _LONG:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + length > len(data):
        raise ValueError(at)
    return _Element(tag, start, start + length, start + length)


def _children(data: bytes, outer: _Element) -> list[_Element]:
    found: list[_Element] = []
    at = outer.start
    while at < outer.end and len(found) < _MAX_PIECES:
        found.append(_element(data, at))
        at = found[-1].after
    return found


def _octets(data: bytes, element: _Element, depth: int) -> list[bytes]:
    if element.tag == _OCTETS:
        return [data[element.start : element.end]]
    if not element.tag & _INSIDE or depth > _MAX_DEPTH:
        raise ValueError(depth)
    return [piece for child in _children(data, element) for piece in _octets(data, child, depth + 1)]
