"""Decides by content what a document is and reads it; a name or declared type that contradicts it is refused."""

import mmap
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from appliance.engines.parse.chunk import passages
from appliance.engines.parse.claims import NAMES, check_claims
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.sniff import picture_kind, sniff, unsupported
from appliance.engines.parse.source import Budget, Source

MAX_BYTES: Final = 256 * 1024 * 1024

_PARSERS: Final = {
    "pdf": ("pdf", "application/pdf"),
    "docx": ("wordprocessing", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("presentation", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": ("opendocument", "application/vnd.oasis.opendocument.text"),
    "ods": ("open_spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    "odp": ("open_presentation", "application/vnd.oasis.opendocument.presentation"),
    "xps": ("fixed_pages", "application/oxps"),
    "rtf": ("richtext", "application/rtf"),
    "email": ("letter", "message/rfc822"),
    "mbox": ("mbox", "application/mbox"),
    "msg": ("outlook", "application/vnd.ms-outlook"),
    "signed": ("signed", "application/pkcs7-mime"),
    "tnef": ("tnef", "application/ms-tnef"),
    "xls": ("old_spreadsheet", "application/vnd.ms-excel"),
    "zip": ("bundle", "application/zip"),
    "tar": ("bundle", "application/x-tar"),
    "gz": ("bundle", "application/gzip"),
    "bz2": ("bundle", "application/x-bzip2"),
    "xz": ("bundle", "application/x-xz"),
    "epub": ("book", "application/epub+zip"),
    "html": ("webpage", "text/html"),
    "markdown": ("markdown", "text/markdown"),
    "text": ("plaintext", "text/plain"),
    "csv": ("tabular", "text/csv"),
    "tsv": ("tabular", "text/tab-separated-values"),
    "json": ("structured", "application/json"),
    "xml": ("structured", "application/xml"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """One document to read: its open descriptor, what its sender claims, and how to cut it."""

    document: int
    filename: str
    media_type: str
    tokens: int
    overlap: int


Parser = Callable[[Source], Parsed]


def read(request: Request) -> Parsed:
    """Map, sniff, check and parse; raises ParseFailed."""
    size = os.fstat(request.document).st_size
    if size == 0:
        raise ParseFailed("empty", "The file is empty.")
    if size > MAX_BYTES:
        raise ParseFailed("too_large", f"Files above {MAX_BYTES // 1024 // 1024} MB cannot be read.")
    data = mmap.mmap(request.document, size, access=mmap.ACCESS_READ)
    return read_bytes(data, request.filename, request.media_type, (0, Budget()))


def read_bytes(data: bytes | mmap.mmap, filename: str, media_type: str, within: tuple[int, Budget]) -> Parsed:
    """Sniff, check and parse what may stand inside another document; raises ParseFailed.

    `within` is how many documents stand around it, and what they may hold together.
    """
    if not data:
        raise ParseFailed("empty", "The file is empty.")
    depth, budget = within
    found = sniff(data)
    kind, charset = check_claims(found, filename, media_type)
    if kind not in _PARSERS:
        raise _elsewhere(kind, data) if depth == 0 else unsupported(NAMES[kind])
    module, told = _PARSERS[kind]
    return _parser(module)(Source(data, kind, told, charset, filename, depth, budget))


def _elsewhere(kind: str, data: bytes | mmap.mmap) -> ParseFailed:
    """What only a program of the machine can read."""
    return ParseFailed("needs_ocr", picture_kind(data)) if kind == "picture" else ParseFailed("needs_converter", kind)


def _parser(module: str) -> Parser:
    parser: Parser = import_module(f"appliance.engines.parse.{module}").parse
    return parser


_HEAD: Final = b"From: a\nTo: b\nSubject: =?utf-8?q?c?=\nDate: Mon, 2 Jan 2023 10:00:00 +0000\n"
_MAIL: Final = (
    _HEAD
    + b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
    + _HEAD
    + b"\nd\n--x--"
)
_EMPTY_ZIP: Final = b"PK\x05\x06" + bytes(18)
_SAMPLES: Final = {
    "pdf": b"%PDF-1.4\n",
    "html": b"<html><h1>a</h1><p>b<table><tr><td>c<td>d</table>",
    "markdown": b"# a\n\nb",
    "text": b"\xe9t\xe9 a",
    "csv": b"a,b\n1,2\n",
    "json": b'{"a": [1, 2.5, "b"]}',
    "xml": b"<a>b</a>",
    "rtf": rb"{\rtf1\ansi a\'e9\par}",
    "email": _MAIL,
    "tar": bytes(10240),
    "gz": bytes.fromhex("1f8b08000000000002034bc4020043beb7e801000000"),
}


def preload() -> None:
    """Import every parser and, by reading a word with each, what it imports late: the child opens no file."""
    import_module("appliance.engines.parse.encoding").preload()
    for kind, (module, media_type) in _PARSERS.items():
        with suppress(ParseFailed):
            parsed = _parser(module)(Source(_SAMPLES.get(kind, _EMPTY_ZIP), kind, media_type))
            passages(parsed.text)
