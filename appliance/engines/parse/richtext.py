"""RTF by striprtf: paragraphs and table rows as text, with the title of its information group (RTF 1.9.1)."""

import re
from collections.abc import Callable
from typing import Final

from striprtf import striprtf

from appliance.engines.parse.document import Document
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.source import Source

_TITLE: Final = re.compile(r"\{\\info\b.{0,2000}?\{\\title\s+([^{}\\]{1,500})\}", re.DOTALL)
_plain: Callable[..., object] = striprtf.rtf_to_text
_BINARY: Final = re.compile(rb"[0-9a-fA-F\r\n]{4096,}")
_STRAY_STAR: Final = re.compile(rb"(?<=[^{\\\s])\\\*(?=\\)")
"""The mark of a destination to be skipped says so at the beginning of a group only; StarWriter writes it amid words."""


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: corrupt."""
    document = Document(source.media_type)
    content = bytes(source.data)
    title = _TITLE.search(content[:65_536].decode("latin-1"))
    document.title = title[1] if title else None
    document.block(text_of(content))
    return document.finish()


def text_of(content: bytes) -> str:
    """The plain text. Pictures, which are long runs of hexadecimal digits, are left out beforehand.

    A character beyond the first 65,536 comes as two halves (UTF-16), which are put together.
    """
    words = _STRAY_STAR.sub(b"", _BINARY.sub(b"", content)).decode("latin-1")
    try:
        text = str(_plain(words, encoding="cp1252", errors="replace"))
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    except (ValueError, LookupError, TypeError, OverflowError, AttributeError) as error:
        raise ParseFailed("corrupt", DAMAGED) from error
