"""XPS, the printed page of Windows (ECMA-388): the runs of text of each page, those of one height on one line."""

import posixpath
from collections.abc import Iterator

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import core_title, parse_xml, relations
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.source import Source

_LETTER, _MORE = 0.3, 0.5
"""A run of letters is about as wide as so much for each and so much more, in parts of the size of its font."""


def parse(source: Source) -> Parsed:
    """Pages in their order; a page that is damaged costs the others nothing. Raises ParseFailed."""
    archive = Archive(source.data)
    document = Document(source.media_type)
    document.title = core_title(archive)
    sequences = [path for kind, path in relations(archive, "").values() if kind == "fixedrepresentation"]
    if not sequences or not archive.has(sequences[0]):
        raise ParseFailed("corrupt", DAMAGED)
    number = 0
    for fixed in _named(archive, sequences[0], "DocumentReference"):
        for path in _named(archive, fixed, "PageContent"):
            number += 1
            document.page(number, _page(archive, path))
    return document.finish()


def _named(archive: Archive, path: str, tag: str) -> Iterator[str]:
    """The parts that a part refers to, in their order."""
    folder = posixpath.dirname(path)
    for reference in parse_xml(archive.read(path)).iter(f"{{*}}{tag}"):
        target = posixpath.normpath(posixpath.join("/", folder, reference.get("Source") or "")).lstrip("/")
        if archive.has(target):
            yield target


def _page(archive: Archive, path: str) -> str:
    try:
        page = parse_xml(archive.read(path))
    except ParseFailed:
        return ""
    lines: list[str] = []
    last: etree._Element | None = None
    for run in page.iter("{*}Glyphs"):
        text = _said(run)
        if not text:
            continue
        if last is not None and run.get("OriginY") == last.get("OriginY"):
            lines[-1] += text if _goes_on(last, run) else f" {text}"
        else:
            lines.append(text)
        last = run
    return "\n".join(lines)


def _goes_on(last: etree._Element, run: etree._Element) -> bool:
    """Whether a run is the rest of a word: blanks are mostly written, and words are parted between any two letters."""
    try:
        begins = (float(run.get("OriginX") or "") - float(last.get("OriginX") or "")) / float(
            last.get("FontRenderingEmSize") or ""
        )
    except (ValueError, ZeroDivisionError):
        return False
    return 0 < begins < _LETTER * len(_said(last)) + _MORE


def _said(run: etree._Element) -> str:
    """The text of a run; braces at its beginning say that what follows is no command (12.1.5)."""
    return (run.get("UnicodeString") or "").removeprefix("{}")
