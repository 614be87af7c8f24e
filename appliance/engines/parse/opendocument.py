"""ODT straight from its XML (OpenDocument 1.3): headings, lists, tables, notes, header and footer."""

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.open_numbering import OpenNumbering
from appliance.engines.parse.source import Source

_SKIPPED = frozenset({"tracked-changes", "annotation", "note", "sequence-decls", "forms", "object", "text-box"})


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
    numbering = OpenNumbering(styles, content)
    _margin(document, styles, "header")
    for body in content.iterfind("{*}body/{*}text"):
        append_blocks(document, body, numbering)
    _margin(document, styles, "footer")
    return document.finish()


def _margin(document: Document, styles: etree._Element | None, kind: str) -> None:
    found = styles.iterfind(f".//{{*}}master-page/{{*}}{kind}") if styles is not None else ()
    for text in dict.fromkeys("\n".join(text_of(part) for part in margin.iter("{*}p")) for margin in found):
        document.block(text)


def append_blocks(document: Document, parent: etree._Element, numbering: OpenNumbering | None = None) -> None:
    """Append headings, paragraphs, lists and tables below an element."""
    _Blocks(document, numbering or OpenNumbering()).append(parent)


class _Blocks:
    def __init__(self, document: Document, numbering: OpenNumbering) -> None:
        self._document = document
        self._numbering = numbering

    def append(self, parent: etree._Element, prefix: str = "", within: tuple[str, list[int]] = ("", [])) -> None:
        """`prefix` stands before the first paragraph; `within` is the list around it, with its numbers so far."""
        for element in parent:
            name = local(element)
            if name == "h":
                self._heading(element)
            elif name == "p":
                text = text_of(element)
                self._document.block(prefix + text if text else "")
                prefix = "" if text else prefix
                self._attached(element)
            elif name == "list":
                self._list(element, *within)
            elif name == "table":
                self._table(element)
            elif name not in _SKIPPED:
                self.append(element, prefix, within)

    def _heading(self, element: etree._Element) -> None:
        told = attribute(element, "outline-level") or "1"
        level, text = int(told) if told.isascii() and told.isdigit() else 1, text_of(element)
        if text:
            is_plain = attribute(element, "is-list-header") == "true"
            self._document.heading(level, text if is_plain else self._numbering.heading(level) + text)
        self._attached(element)

    def _list(self, element: etree._Element, style: str, counts: list[int]) -> None:
        style = attribute(element, "style-name") or style
        for item, numbers in self._numbering.items(element, style, counts):
            self.append(item, self._numbering.item(style, numbers), (style, numbers))
        for header in element.iterfind("{*}list-header"):
            self.append(header)

    def _table(self, element: etree._Element) -> None:
        rows = [
            [" ".join(text_of(p) for p in cell.iter("{*}p")) for cell in row.iterfind("{*}table-cell")]
            for row in element.iter("{*}table-row")
        ]
        self._document.rows(rows, header=element.find("{*}table-header-rows") is not None or None)

    def _attached(self, element: etree._Element) -> None:
        """Notes and text boxes follow their paragraph."""
        for part in element.iter("{*}note-body", "{*}text-box"):
            self.append(part)


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
        elif name not in _SKIPPED:
            parts.append(text_of(child))
        parts.append(child.tail or "")
    return "".join(parts).strip() if local(element) in {"p", "h"} else "".join(parts)
