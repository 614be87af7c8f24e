"""Mailboxes of many messages in one file (mbox, RFC 4155): each message under its subject."""

import re
from collections.abc import Iterator
from typing import Final

from appliance.engines.parse.document import Document
from appliance.engines.parse.letter import append_letter
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.source import Source

_BEGIN: Final = re.compile(
    rb"(?:\A|\n\r?\n)From [^\r\n]{3,200}\d{4}[^\r\n]{0,40}\r?\n"
    rb"|^From [^\r\n]{3,200} \d\d:\d\d(?::\d\d)? [^\r\n]{0,20}\d{4}[^\r\n]{0,40}\r?\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)",
    re.MULTILINE,
)
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)


def parse(source: Source) -> Parsed:
    """Lines that begin with `From ` behind an empty line, or before a head, part the messages."""
    document = Document(source.media_type)
    for message in _messages(bytes(source.data)):
        append_letter(document, source, message)
    document.title = None
    return document.finish()


def _messages(data: bytes) -> Iterator[bytes]:
    marks = list(_BEGIN.finditer(data))
    if not marks:
        yield data
        return
    ends = [mark.start() for mark in marks[1:]] + [len(data)]
    for mark, end in zip(marks, ends, strict=True):
        yield _QUOTED.sub(rb"\1", data[mark.end() : end])
