"""Uploads: multipart streamed to the store's files, counted as it comes; a refusal leaves nothing behind."""

import asyncio
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from appliance.kernel.problem import BadRequest, PayloadTooLarge, UnsupportedMediaType, ValidationFailed
from appliance.kernel.visit import Upload
from appliance.store import opened
from appliance.store.files import Incoming

IDLE_SECONDS = 30.0
WHOLE_SECONDS = 3600.0
ENVELOPE = 1_000_000  # what headers and text parts may add to the file
_TEXT_PART = 200_000
_MOST_PARTS = 20
_CHUNK = 262_144
_LONGEST_NAME = 255


class _Form:
    """Callbacks of the parser: one file, and small text parts."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._header = b""
        self._value = b""
        self._headers: dict[str, str] = {}
        self._name = ""
        self._is_file = False
        self._text = bytearray()
        self._count = 0
        self.size = 0
        self.pending = bytearray()
        self.filename: str | None = None
        self.media_type = ""
        self.parts: dict[str, str] = {}
        self.is_whole = False

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._field_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def _begin(self) -> None:
        self._headers, self._text, self._is_file = {}, bytearray(), False
        self._count += 1
        if self._count > _MOST_PARTS:
            raise BadRequest("The form has too many parts")

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _field_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._header.decode("latin-1").lower()] = self._value.decode("latin-1")
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in options and self._name != "file":
            return
        if self._name != "file" or self.filename is not None:
            raise ValidationFailed.of(self._name or "file", "exactly one part `file` is taken", "too_many_files")
        self._is_file = True
        self.filename = plain_name(options.get(b"filename", b"").decode("utf-8", "replace"))
        self.media_type = self._headers.get("content-type", "application/octet-stream")[:_LONGEST_NAME]

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.size += end - start
            if self.size > self._limit:
                raise PayloadTooLarge(f"The file is larger than the {self._limit} bytes that are allowed")
            self.pending += data[start:end]
        elif len(self._text) + end - start > _TEXT_PART:
            raise PayloadTooLarge(f"The part {self._name!r} is too large")
        else:
            self._text += data[start:end]

    def _end(self) -> None:
        if self._is_file:
            return
        try:
            self.parts[self._name] = self._text.decode("utf-8")
        except UnicodeDecodeError:
            raise BadRequest(f"The part {self._name!r} is not UTF-8") from None

    def _whole(self) -> None:
        self.is_whole = True


def plain_name(name: str) -> str:
    """A file name without folders and control characters. It is shown, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable()).strip()[:_LONGEST_NAME] or "file"


def boundary_of(content_type: str) -> bytes:
    """The multipart boundary; another media type is refused."""
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    if kind.lower() != b"multipart/form-data":
        raise UnsupportedMediaType("Send the file as multipart/form-data")
    boundary = options.get(b"boundary")
    if not boundary:
        raise BadRequest("The multipart boundary is missing")
    return boundary


async def receive(request: Any, limit: int) -> Upload:
    """Take the request's file to the disk. A cut connection, a file too large or a full disk removes every trace."""
    boundary = boundary_of(request.headers.get("content-type", ""))
    form = _Form(limit)
    request.stream.request_max_size = limit + ENVELOPE
    with opened().files.receive() as incoming:
        try:
            parser = MultipartParser(boundary, form.callbacks())
            await _pump(request, parser, form, incoming)
        except FormParserError:
            raise BadRequest("The multipart body cannot be read") from None
        except TimeoutError:
            raise BadRequest("The upload stood still for too long") from None
        if not form.is_whole:
            raise BadRequest("The multipart body ends too early")
        if form.filename is None:
            raise ValidationFailed.of("file", "Field required", "missing")
        sha256 = await asyncio.to_thread(_kept, incoming, bytes(form.pending))
    path = opened().files.path(sha256)
    return Upload(path, form.filename, form.media_type, form.size, sha256, form.parts)


async def _pump(request: Any, parser: MultipartParser, form: _Form, incoming: Incoming) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + WHOLE_SECONDS
    async with asyncio.timeout(IDLE_SECONDS) as idle:
        async for data in request.stream:
            parser.write(data)
            idle.reschedule(min(loop.time() + IDLE_SECONDS, end))
            if len(form.pending) >= _CHUNK:
                await asyncio.to_thread(incoming.write, bytes(form.pending))
                form.pending.clear()


def _kept(incoming: Incoming, rest: bytes) -> str:
    incoming.write(rest)
    return incoming.keep()
