"""What a parsed document is. Every offset counts Unicode code points of the NFC text it comes with."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

FailureCode = Literal[
    "encrypted", "corrupt", "empty", "too_large", "bomb", "timeout", "unsupported", "parser_error",
    "needs_ocr", "needs_converter",
]  # fmt: skip
"""The last two stay inside: their message is the kind of file, and a program of the machine is asked to read it."""
DAMAGED = "The file is damaged or cut off."
FAILURE_CODES = frozenset(FailureCode.__args__)  # type: ignore[attr-defined]

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class ParseFailed(Exception):
    """A document that could not be read: a code for programs and a message for people (no path, no stack)."""

    def __init__(self, code: FailureCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class SandboxUnavailable(Exception):
    """The machine cannot confine a parser as the settings demand; no document was opened."""


@dataclass(frozen=True, slots=True)
class PageSpan:
    """One page, numbered from 1; an empty page has start == end."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeadingSpan:
    """One heading line, level 1 (outermost) to 9."""

    level: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of the text: the pages it begins and ends on and the headings above it, joined by an angle mark."""

    start: int
    end: int
    page: int | None
    heading: str
    last_page: int | None = None


@dataclass(frozen=True, slots=True)
class WebFacts:
    """What a web page says to crawlers: links to follow as written, base and canonical address, words for robots."""

    links: tuple[str, ...] = ()
    base: str | None = None
    canonical: str | None = None
    robots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole document. `language` is left to the caller, who detects it; `scans` are pages that only OCR can read.

    `whole` are rows of tables and pieces of code, which passages do not cut where that can be helped.
    """

    title: str | None
    text: str
    pages: tuple[PageSpan, ...]
    headings: tuple[HeadingSpan, ...]
    media_type: str
    passages: tuple[Passage, ...] = ()
    language: str | None = None
    web: WebFacts | None = None
    scans: tuple[int, ...] = ()
    whole: tuple[tuple[int, int], ...] = ()


def clean(text: str) -> str:
    """NFC with line feeds only, without control characters, byte order marks and noncharacters.

    Lone surrogates become U+FFFD, so the result encodes to UTF-8 always.
    """
    if text.isprintable():  # nothing of what follows is
        return unicodedata.normalize("NFC", text)
    text = _SURROGATES.sub("\ufffd", text)
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)
