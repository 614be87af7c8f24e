"""What Outlook packs into winmail.dat (TNEF, MS-OXTNEF): the body of a message and its attachments."""

import struct
from collections.abc import Iterator
from typing import Final

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.outlook_rtf import unpacked
from appliance.engines.parse.parts import Part, append_parts
from appliance.engines.parse.richtext import text_of
from appliance.engines.parse.source import Source
from appliance.engines.parse.webpage import append_page

MAGIC: Final = b"\x78\x9f\x3e\x22"
_SUBJECT, _BODY, _PROPERTIES = 0x8004, 0x800C, 0x9003
_BEGINS, _TITLE, _DATA, _MORE = 0x9002, 0x8010, 0x800F, 0x9005
_PLAIN, _RTF, _HTML, _LONG_NAME, _OBJECT = 0x1000, 0x1009, 0x1013, 0x3707, 0x3701
_FIXED: Final = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_NARROW, _WIDE, _EMBEDDED, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MANY: Final = 0x1000
_NAMED: Final = 0x8000
_INTERFACE: Final = 16
"""Bytes that say of what class an embedded object is."""
_MALFORMED: Final = (struct.error, ValueError, IndexError)
Values = dict[int, bytes | str]


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: corrupt; bomb of its attachments."""
    document = Document(source.media_type)
    data = bytes(source.data)
    _append_body(document, data)
    append_parts(document, source, attached(data))
    return document.finish()


def attached(data: bytes) -> Iterator[Part]:
    """The attachments, without the body that the mail around them mostly says already."""
    name, content, is_open = "", b"", False
    for kind, value in _attributes(data):
        if kind == _BEGINS:
            if is_open:
                yield _part(name, content)
            name, content, is_open = "", b"", True
        elif kind == _TITLE:
            name = name or _text(value)
        elif kind == _DATA:
            content = value
        elif kind == _MORE:
            values = _values(value)
            name = str(values.get(_LONG_NAME) or name)
            inner = values.get(_OBJECT, b"")
            content = content or (inner[_INTERFACE:] if isinstance(inner, bytes) else b"")
    if is_open:
        yield _part(name, content)


def _part(name: str, content: bytes) -> Part:
    is_message = content.startswith(MAGIC)
    return name or ("Message" if is_message else "Attachment"), "", content


def _append_body(document: Document, data: bytes) -> None:
    plain, values = "", Values()
    for kind, value in _attributes(data):
        if kind == _SUBJECT:
            document.title = _text(value)
        elif kind == _BODY:
            plain = _text(value)
        elif kind == _PROPERTIES:
            values = _values(value)
    document.heading(1, document.title or "")
    body, page, packed = values.get(_PLAIN) or plain, values.get(_HTML), values.get(_RTF)
    if isinstance(body, str) and body.strip():
        document.block(body)
    elif isinstance(page, bytes) and page:
        append_page(document, decode(page))
    elif isinstance(packed, bytes) and packed:
        document.block(text_of(unpacked(packed)))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each attribute (MS-OXTNEF 2.1.3.1). Raises ParseFailed: corrupt when it ends too early."""
    at = len(MAGIC) + 2
    while at + 9 <= len(data):
        _, number, _, length = struct.unpack_from("<BHHI", data, at)
        at += 9
        if at + length > len(data):
            raise ParseFailed("corrupt", DAMAGED)
        yield number, data[at : at + length]
        at += length + 2


def _text(value: bytes) -> str:
    return decode(value).rstrip("\0")


def _values(content: bytes) -> Values:
    """The properties of MAPI that are text or bytes, by their number, as far as they can be read (2.1.3.4)."""
    found = Values()
    try:
        (count,), at = struct.unpack_from("<I", content), 4
        for _ in range(min(count, len(content) // 8)):
            kind, number = struct.unpack_from("<HH", content, at)
            at = _name_end(content, at + 4) if number >= _NAMED else at + 4
            value, at = _value(content, at, kind)
            if value is not None:
                found[number] = value
    except _MALFORMED:
        pass
    return found


def _name_end(content: bytes, at: int) -> int:
    """Behind the name of a property that has one: a number, or words padded to four bytes."""
    (is_words,) = struct.unpack_from("<I", content, at + 16)
    if not is_words:
        return at + 24
    length: int = struct.unpack_from("<I", content, at + 20)[0]
    return at + 24 + -(-length // 4) * 4


def _value(content: bytes, at: int, kind: int) -> tuple[bytes | str | None, int]:
    """The last of its values, and where the next property stands."""
    kind, is_many = kind & ~_MANY, kind & _MANY
    if kind in _FIXED:
        if is_many:
            (count,) = struct.unpack_from("<I", content, at)
            return None, at + 4 + count * _FIXED[kind]
        return None, at + _FIXED[kind]
    if kind not in {_NARROW, _WIDE, _EMBEDDED, _BINARY}:
        raise ValueError(kind)
    (count,), at = struct.unpack_from("<I", content, at), at + 4
    value = b""
    for _ in range(min(count, len(content))):
        (length,), at = struct.unpack_from("<I", content, at), at + 4
        value, at = content[at : at + length], at + -(-length // 4) * 4
    if kind == _WIDE:
        return value.decode("utf-16-le", "replace").rstrip("\0"), at
    return (_text(value) if kind == _NARROW else value), at
