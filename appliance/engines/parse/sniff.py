"""Tells kinds of file apart by their bytes alone."""

import codecs
import mmap
import re
from typing import Final

from appliance.engines.parse import compound, foreign
from appliance.engines.parse.archive import Archive
from appliance.engines.parse.model import ParseFailed

Bytes = bytes | mmap.mmap

_HEAD: Final = 4096
_ENCRYPTED: Final = "The document is protected by a password."

_KINDS: Final = (
    (b"{\\rtf", "rtf"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"\xffWPC", "wpd"),
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"BM", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_PICTURES: Final = (
    (b"\x89PNG", "png"),
    (b"\xff\xd8", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"II*", "tif"),
    (b"MM", "tif"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MIMETYPES: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_ZIP_MEMBERS: Final = (
    ("xl/workbook.bin", "xlsb"),
    ("visio/document.xml", "vsdx"),
    ("FixedDocumentSequence.fdseq", "xps"),
    ("FixedDocSeq.fdseq", "xps"),
    ("Index/Document.iwa", "iwork"),
    ("Index.zip", "iwork"),
    ("buildVersionHistory.plist", "iwork"),
)
_CMS: Final = re.compile(rb"0[\x00-\xff]{1,8}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x02\x03])")
"""The object identifiers of signed and of enveloped data (RFC 5652)."""
_MAILBOX: Final = re.compile(rb"From [^\r\n]{3,200}\d{4}[^\r\n]{0,40}\r?\n[A-Za-z][A-Za-z0-9-]{1,60}:")
_COUNT: Final = re.compile(rb"\A\d{1,9}[ \t]*\r?\n")
_HTML: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FIELD: Final = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t\r\n]", re.MULTILINE)
_LETTER_FIELDS: Final = frozenset((
    b"from", b"to", b"subject", b"date", b"message-id", b"received", b"return-path", b"mime-version", b"content-type",
))  # fmt: skip
_ENOUGH_FIELDS: Final = 4
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
_CONTINUED: Final = bytes(range(0x80, 0xC0))
_CONTROLS: Final = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1b") + b"\x7f"


def sniff(data: Bytes) -> str:
    """The kind: a key of the parsers, `text` for anything textual. Raises ParseFailed for what is none of them."""
    head = bytes(data[:_HEAD])
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data)
    if head.startswith(_OLE):
        return _compound_kind(data)
    kind = _magic_kind(head)
    if kind is not None:
        return kind
    _refuse_foreign(data, head)
    return _text_kind(head)


def _magic_kind(head: bytes) -> str | None:
    if head[257:262] == b"ustar":
        return "tar"
    if wrapped := _CMS.match(head):
        if wrapped[1] == b"\x03":
            raise ParseFailed("encrypted", "The file is encrypted for its recipients.")
        return "signed"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    named = (kind for magic, kind in _KINDS if head.startswith(magic) and (len(magic) > 2 or _controls(head)))  # noqa: PLR2004
    return next(named, None)


def picture_kind(data: Bytes) -> str:
    """The usual ending of a picture's name, by its first bytes."""
    head = bytes(data[:12])
    return next((ending for magic, ending in _PICTURES if head.startswith(magic)), "webp")


def unsupported(what: str) -> ParseFailed:
    """A refusal that names the type."""
    return ParseFailed("unsupported", f"The file is {what}; this type cannot be read.")


def _refuse_foreign(data: Bytes, head: bytes) -> None:
    is_wide = head.startswith(_WIDE_MARKS) or utf16_without_mark(head) is not None
    middle = len(data) // 2
    is_binary = not is_wide and (_is_binary(head) or _is_binary(bytes(data[middle : middle + _HEAD])))
    found = foreign.name(head, is_binary=is_binary)
    if found or is_binary:
        raise unsupported(found or "not text and of no known type")


def _is_binary(piece: bytes) -> bool:
    """Whether it holds many bytes that no text holds, or some of them beside bytes that are no UTF-8."""
    controls = _controls(piece)
    if controls > len(piece) // 10:
        return True
    return controls > max(2, len(piece) // 100) and not _is_utf8(piece)  # a stray one spoils no text


def _is_utf8(piece: bytes) -> bool:
    """Whether a piece out of a file is: a character may be cut at its ends."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(piece.lstrip(_CONTINUED))
    except UnicodeDecodeError:
        return False
    return True


def _controls(head: bytes) -> int:
    """How many of these bytes no text holds."""
    return len(head) - len(head.translate(None, _CONTROLS))


def utf16_without_mark(head: bytes) -> str | None:
    """The byte order when nearly every second byte is zero, as in UTF-16 of Latin text."""
    pairs = len(head) // 2
    if pairs < 4:  # noqa: PLR2004
        return None
    low, high = head[0::2].count(0), head[1::2].count(0)
    if high > pairs * 0.4 and low < pairs * 0.05:
        return "utf-16-le"
    return "utf-16-be" if low > pairs * 0.4 and high < pairs * 0.05 else None


def _text_kind(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    if _HTML.match(start):
        return "html"
    if start.lstrip().startswith(b"<?xml"):
        return "html" if re.search(rb"<html\b", start) else "xml"
    if _MAILBOX.match(start):
        return "mbox"
    return "email" if _is_letter(_COUNT.sub(b"", start)) else "text"


def _is_letter(start: bytes) -> bool:
    """Whether it begins with the head of a message: fields only (RFC 5322 2.2), some that every message has."""
    head = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    fields = {found.lower() for found in _FIELD.findall(head)}
    return bool(_FIELD.match(head)) and len(fields & _LETTER_FIELDS) >= _ENOUGH_FIELDS


def _compound_kind(data: Bytes) -> str:
    found = compound.kind(data)
    if found == "encrypted":
        raise ParseFailed("encrypted", _ENCRYPTED)
    if found is None:
        raise unsupported(compound.name(data))
    return found


def _zip_kind(data: Bytes) -> str:
    archive = Archive(data)
    found = next((kind for member, kind in _ZIP_MEMBERS if archive.has(member)), None)
    if found is not None:
        return found
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if archive.has("[Content_Types].xml") and archive.any_under(folder):
            return kind
    if archive.has("mimetype"):
        return _ZIP_MIMETYPES.get(archive.read("mimetype").strip(), "zip")
    return "zip"
