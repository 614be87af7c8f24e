"""ODT straight from its XML (OpenDocument 1.3): headings, lists, tables, shapes, charts, notes, comments, margins."""

import posixpath
from collections.abc import Iterator
from typing import Final

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.graphics import readable
from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.open_numbering import OpenNumbering
from appliance.engines.parse.source import Source

_SKIPPED: Final = frozenset({"tracked-changes", "sequence-decls", "forms", "ruby-text", "note-citation"})
_BESIDE: Final = frozenset({
    "note", "annotation", "frame", "custom-shape", "rect", "ellipse", "circle", "line", "polyline", "polygon", "path",
    "regular-polygon", "connector", "caption", "measure",
})  # fmt: skip
"""What hangs on a paragraph without being a part of its text."""
_FIELDS: Final = frozenset({"header", "footer", "date-time"})
"""Places in a master page that each slide fills."""
_DESCRIBES: Final = tuple(f"{{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}}{n}" for n in ("title", "desc"))
"""What a person wrote for those who do not see a picture."""
_MARGINS: Final = ("", "-first", "-left")
_MAX_COLUMNS: Final = 63
Within = tuple[str, list[int]]
"""The style of the list around, and the numbers of its items so far."""


def begin(source: Source) -> tuple[Archive, Document]:
    """The opened package and a document with its title. Raises ParseFailed: encrypted where the manifest says so."""
    archive = Archive(source.data)
    if archive.has("META-INF/manifest.xml") and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise ParseFailed("encrypted", "The document is protected by a password.")
    document = Document(source.media_type)
    if archive.has("meta.xml"):
        document.title = parse_xml(archive.read("meta.xml")).findtext(".//{http://purl.org/dc/elements/1.1/}title")
    return archive, document


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted, corrupt without content."""
    archive, document = begin(source)
    styles = parse_xml(archive.read("styles.xml")) if archive.has("styles.xml") else None
    content = parse_xml(archive.read("content.xml"))
    body = Body(archive, document, OpenNumbering(styles, content))
    _margin(document, styles, "header")
    for text in content.iterfind("{*}body/{*}text"):
        body.blocks(text)
    _margin(document, styles, "footer")
    return document.finish()


def _margin(document: Document, styles: etree._Element | None, kind: str) -> None:
    """The distinct headers or footers, those of first and left pages too."""
    pages = list(styles.iterfind(".//{*}master-page")) if styles is not None else []
    found = (margin for page in pages for which in _MARGINS for margin in page.iterfind(f"{{*}}{kind}{which}"))
    for text in dict.fromkeys(plain(margin) for margin in found):
        document.block(text)


class Body:
    """Appends what stands in the elements of a package to a document."""

    def __init__(self, archive: Archive, document: Document, numbering: OpenNumbering | None = None) -> None:
        self._archive = archive
        self._document = document
        self._numbering = numbering or OpenNumbering()
        self._objects: set[str] = set()
        self._is_within = False

    def blocks(self, parent: etree._Element, prefix: str = "", within: Within = ("", [])) -> None:
        """Append all that stands below an element; `prefix` stands before the first paragraph."""
        for element in parent:
            self.append(element, prefix, within)
            if prefix and local(element) == "p" and text_of(element):
                prefix = ""

    def append(self, element: etree._Element, prefix: str = "", within: Within = ("", [])) -> None:
        """Append a heading, a paragraph, a list, a table or what else holds any, with all that hangs on it."""
        name = local(element)
        if name == "h":
            self._heading(element)
        elif name == "p":
            text = text_of(element)
            self._document.block(prefix + text if text else "")
            self._attached(element)
        elif name == "list":
            self._list(element, *within)
        elif name == "table":
            self._table(element)
        elif name == "annotation":
            self._document.block(_comment(element))
        elif name == "object":
            self._object(element)
        elif element.tag in _DESCRIBES:
            self._document.block(element.text or "")
        elif name not in _SKIPPED:
            self.blocks(element, prefix, within)

    def _heading(self, element: etree._Element) -> None:
        told = attribute(element, "outline-level") or "1"
        level, text = int(told) if told.isascii() and told.isdigit() else 1, text_of(element)
        if text:
            is_plain = attribute(element, "is-list-header") == "true"
            self._document.heading(level, text if is_plain else self._numbering.heading(level) + text)
        self._attached(element)

    def _list(self, element: etree._Element, style: str, counts: list[int]) -> None:
        style = attribute(element, "style-name") or style
        for header in element.iterfind("{*}list-header"):
            self.blocks(header)
        for item, numbers in self._numbering.items(element, style, counts):
            self.blocks(item, self._numbering.item(style, numbers), (style, numbers))

    def _attached(self, element: etree._Element) -> None:
        """Notes, comments and drawn things follow their paragraph (or table)."""
        for part in _beside(element):
            self.append(part)

    def _table(self, element: etree._Element) -> None:
        rows = [[text for cell in row for text in _cell(cell)] for row in _rows(element)]
        marked = element.find("{*}table-header-rows") is not None
        self._document.rows(rows, header=True if marked and len(rows) > 1 else None)
        self._attached(element)

    def _object(self, element: etree._Element) -> None:
        """A chart by its titles and figures, an embedded table or text, a formula: none within another, nor twice."""
        href = attribute(element, "href")
        if self._is_within or href in self._objects:
            return
        root = next(iter(element), None)
        if href:
            self._objects.add(href)
            root = readable(self._archive, posixpath.normpath(href) + "/content.xml")
        body = root.find("{*}body") if root is not None else None
        if body is not None:
            self._is_within = True
            self.blocks(body)
            self._is_within = False
        elif root is not None and local(root) == "math":
            self._document.block(root.findtext(".//{*}annotation") or " ".join(" ".join(root.itertext()).split()))


def _beside(element: etree._Element) -> Iterator[etree._Element]:
    """What hangs on an element, but not what hangs on that again."""
    for child in element:
        if local(child) in _BESIDE:
            yield child
        else:
            yield from _beside(child)


def _comment(annotation: etree._Element) -> str:
    text, author = plain(annotation), annotation.findtext("{*}creator")
    return (f"Comment by {author}: {text}" if author else f"Comment: {text}") if text else ""


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of this table, not of those within its cells."""
    for child in table:
        if local(child) == "table-row":
            yield child
        elif local(child) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(child)


def _cell(cell: etree._Element) -> list[str]:
    """The text of a cell, once for each column that it is repeated in; one that another covers is empty."""
    if local(cell) not in {"table-cell", "covered-table-cell"}:
        return []
    told = attribute(cell, "number-columns-repeated") or "1"
    columns = min(int(told), _MAX_COLUMNS) if told.isascii() and told.isdigit() and len(told) < 8 else 1  # noqa: PLR2004
    return [" ".join(plain(cell).split("\n"))] * columns


def plain(element: etree._Element) -> str:
    """The paragraphs below an element, a line each, without what hangs on them."""
    return "\n".join(filter(None, map(text_of, _paragraphs(element))))


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child) in {"p", "h"}:
            yield child
        elif local(child) not in _BESIDE and local(child) not in _SKIPPED:
            yield from _paragraphs(child)


def text_of(element: etree._Element) -> str:
    """The text of a paragraph or heading, without what is attached to it."""
    parts: list[str] = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "s":
            count = attribute(child, "c") or "1"
            parts.append(" " * min(int(count) if count.isascii() and count.isdigit() else 1, 100))
        elif name in {"tab", "line-break"}:
            parts.append("\t" if name == "tab" else "\n")
        elif name not in _SKIPPED and name not in _BESIDE and name not in _FIELDS:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts).strip() if local(element) in {"p", "h"} else "".join(parts)
