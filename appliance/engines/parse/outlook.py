"""Outlook messages (MS-OXMSG): head, body, then each attachment read as a document of its own."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import olefile

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.letter import append_head
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.outlook_rtf import unpacked
from appliance.engines.parse.parts import Part, append_parts
from appliance.engines.parse.richtext import text_of
from appliance.engines.parse.source import Mapped, Source
from appliance.engines.parse.webpage import append_page

_SUBJECT, _BODY, _HTML, _RTF = "0037", "1000", "1013", "1009"
_FROM, _TO, _CC = "0C1A", "0E04", "0E03"
_ADDRESSES: Final = ("5D01", "0C1F")
_NAME, _SHORT_NAME, _DATA, _TYPE, _SHOWN_AS = "3707", "3704", "3701", "370E", "3712"
_MAX_NESTING: Final = 8
"""Storages around a message, two for each message around it."""
_SENT: Final = (0x0039, 0x0E06)
_TIME: Final = 0x0040
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_MAX_STREAM: Final = 100 * 1024 * 1024
_MALFORMED: Final = (OSError, ValueError, LookupError, TypeError, struct.error, OverflowError)


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: corrupt; bomb of its attachments."""
    document = Document(source.media_type)
    try:
        with olefile.OleFileIO(Mapped(source.data)) as file:
            message = _Storage(file, ())
            _append(document, message, 32)
            append_parts(document, source, message.attachments())
    except _MALFORMED as error:
        raise ParseFailed("corrupt", DAMAGED) from error
    return document.finish()


def _append(document: Document, message: "_Storage", head_bytes: int) -> None:
    addresses = (message.text(tag) or "" for tag in _ADDRESSES)
    address = next((found for found in addresses if "@" in found), "")
    sender = message.text(_FROM) or ""
    append_head(
        document,
        {
            "Subject": message.text(_SUBJECT) or "",
            "From": f"{sender} <{address}>" if address and address != sender else sender,
            "To": message.text(_TO) or "",
            "Cc": message.text(_CC) or "",
            "Date": message.sent_at(head_bytes),
        },
    )
    body, page = message.text(_BODY), message.binary(_HTML)
    if body and body.strip():
        document.block(body)
    elif page:
        append_page(document, decode(page))
    elif packed := message.binary(_RTF):
        document.block(text_of(unpacked(packed)))


class _Storage:
    """Properties under one storage of the compound file, by their tags."""

    def __init__(self, file: olefile.OleFileIO, path: tuple[str, ...]) -> None:
        self._file = file
        self._path = path

    def _stream(self, name: str) -> bytes | None:
        path = [*self._path, name]
        if not self._file.exists(path) or self._file.get_type(path) != olefile.STGTY_STREAM:
            return None
        if self._file.get_size(path) > _MAX_STREAM:
            raise ParseFailed("bomb", "The message holds more than is accepted.")
        content: bytes = self._file.openstream(path).read()
        return content

    def text(self, tag: str) -> str | None:
        wide = self._stream(f"__substg1.0_{tag}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        narrow = self._stream(f"__substg1.0_{tag}001E")
        return decode(narrow).rstrip("\x00") if narrow is not None else None

    def binary(self, tag: str) -> bytes | None:
        return self._stream(f"__substg1.0_{tag}0102")

    def sent_at(self, head_bytes: int) -> str:
        """When it was sent, from the fixed-length properties (MS-OXMSG 2.4)."""
        content = (self._stream("__properties_version1.0") or b"")[head_bytes:]
        found = {}
        for at in range(0, len(content) - 15, 16):
            kind, tag, _, value = struct.unpack_from("<HHIQ", content, at)
            if kind == _TIME:
                found[tag] = value
        moment = next((found[tag] for tag in _SENT if found.get(tag)), None)
        return (_EPOCH + timedelta(microseconds=moment // 10)).strftime("%Y-%m-%d %H:%M UTC") if moment else ""

    def attachments(self) -> Iterator[Part]:
        depth = len(self._path)
        names = {entry[depth] for entry in self._file.listdir(streams=False, storages=True) if len(entry) > depth
                 and tuple(entry[:depth]) == self._path}  # fmt: skip
        for name in sorted(names):
            if name.startswith("__attach_version1.0_"):
                yield from _Storage(self._file, (*self._path, name)).attached()

    def attached(self) -> Iterator[Part]:
        """The file of this attachment, or the text of the message that it is."""
        name = self.text(_NAME) or self.text(_SHORT_NAME) or self.text("3001") or "Attachment"
        content, media_type = self.binary(_DATA), self.text(_TYPE) or ""
        if content is not None:
            if not (media_type.startswith("image/") and self.text(_SHOWN_AS)):  # a picture that the body shows
                yield name, media_type, content
            return
        path = (*self._path, f"__substg1.0_{_DATA}000D")
        if self._file.exists(list(path)):
            inner = Document("text/plain")
            _append(inner, _Storage(self._file, path), 24)
            yield f"{name}.txt", "text/plain; charset=utf-8", inner.finish().text.encode()
            if len(path) < _MAX_NESTING:
                yield from _Storage(self._file, path).attachments()
