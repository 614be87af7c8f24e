"""Markdown kept as written (a citation shows the source), its headings marked (CommonMark 4.2, 4.3)."""

import re

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed, clean
from appliance.engines.parse.source import Source

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_PARAGRAPH = re.compile(r" {0,3}[^\s>#|*+-]")
_WHOLE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*\n(?:.*\n)*?^ {0,3}\1.*$|^ {0,3}\|.*$", re.MULTILINE)
_FRONT_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\n(?:.*\n)*?---\n")


def parse(source: Source) -> Parsed:
    """The title is the front matter's or the first heading of level 1."""
    document = Document(source.media_type)
    text = clean(decode(source.data, source.charset)).strip("\n")
    front = _FRONT_TITLE.match(text[:4096])
    start, _ = document.block(text, keep_spaces=True)
    first = None
    for level, begin, end in headings(text):
        document.mark_heading(level, start + begin, start + end)
        if level == 1 and first is None:
            first = text[begin:end]
    for begin, end in wholes(text):
        document.keep_whole(start + begin, start + end)
    document.title = front[1] if front else first
    return document.finish()


def wholes(text: str) -> list[tuple[int, int]]:
    """Where fenced code and the rows of tables stand, in order (CommonMark 4.5, GFM 4.10)."""
    return [found.span() for found in _WHOLE.finditer(text)]


def headings(text: str) -> list[tuple[int, int, int]]:
    """Level, start and end of the words of each heading outside fenced code."""
    found: list[tuple[int, int, int]] = []
    fence, offset, above = "", 0, (0, 0)
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not line.strip(" `~") else fence
        elif mark:
            fence = mark[1]
        elif atx := _ATX.match(line):
            if atx[2]:
                found.append((len(atx[1]), offset + atx.start(2), offset + atx.end(2)))
        elif above[1] > above[0] and (under := _UNDERLINE.match(line)):
            found.append((1 if "=" in under[1] else 2, *above))
        plain = not fence and not mark and _PARAGRAPH.match(line) and not _UNDERLINE.match(line)
        above = (offset + len(line) - len(line.lstrip()), offset + len(line.rstrip())) if plain else (0, 0)
        offset += len(line) + 1
    return found
