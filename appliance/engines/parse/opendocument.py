"""ODT straight from its XML (OpenDocument 1.3): headings, lists, tables, notes, header and footer."""

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed
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
    _margin(document, styles, "header")
    for body in parse_xml(archive.read("content.xml")).iterfind("{*}body/{*}text"):
        append_blocks(document, body)
    _margin(document, styles, "footer")
    return document.finish()


def _margin(document: Document, styles: etree._Element | None, kind: str) -> None:
    found = styles.iterfind(f".//{{*}}master-page/{{*}}{kind}") if styles is not None else ()
    for text in dict.fromkeys("\n".join(text_of(part) for part in margin.iter("{*}p")) for margin in found):
        document.block(text)


def append_blocks(document: Document, parent: etree._Element, prefix: str = "") -> None:
    """Append headings, paragraphs, lists and tables below an element."""
    for element in parent:
        name = local(element)
        if name == "h":
            level = attribute(element, "outline-level") or "1"
            document.heading(int(level) if level.isascii() and level.isdigit() else 1, text_of(element))
            _attached(document, element)
        elif name == "p":
            text = text_of(element)
            document.block(prefix + text if text else "")
            _attached(document, element)
        elif name == "table":
            rows = [[" ".join(text_of(p) for p in c.iter("{*}p")) for c in r.iterfind("{*}table-cell")]
                    for r in element.iter("{*}table-row")]  # fmt: skip
            document.rows(rows, header=element.find("{*}table-header-rows") is not None or None)
        elif name not in _SKIPPED:
            append_blocks(document, element, "- " if name == "list-item" else prefix)


def _attached(document: Document, element: etree._Element) -> None:
    """Notes and text boxes follow their paragraph."""
    for part in element.iter("{*}note-body", "{*}text-box"):
        append_blocks(document, part, "")


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
