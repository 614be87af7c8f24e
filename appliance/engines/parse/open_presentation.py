"""ODP straight from its XML (OpenDocument 1.3, part 3, 10): one page a slide, its title a heading, with its notes."""

from lxml import etree

from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.opendocument import append_blocks, begin, text_of
from appliance.engines.parse.source import Source


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted, corrupt."""
    archive, document = begin(source)
    content = parse_xml(archive.read("content.xml"))
    for number, slide in enumerate(content.iterfind("{*}body/{*}presentation/{*}page"), 1):
        with document.on_page(number):
            _slide(document, slide)
    return document.finish()


def _slide(document: Document, slide: etree._Element) -> None:
    frames = [frame for frame in slide.iter("{*}frame") if not _within_notes(frame)]
    for frame in sorted(frames, key=lambda frame: attribute(frame, "class") != "title"):
        if attribute(frame, "class") == "title":
            document.heading(1, " ".join(text_of(part) for part in frame.iter("{*}p")))
        else:
            _frame(document, frame)
    for frame in slide.iterfind("{*}notes/{*}frame"):
        _frame(document, frame)


def _frame(document: Document, frame: etree._Element) -> None:
    for part in frame:
        if local(part) == "text-box":
            append_blocks(document, part)
        elif local(part) == "table":
            rows = [[" ".join(text_of(p) for p in cell.iter("{*}p")) for cell in row.iterfind("{*}table-cell")]
                    for row in part.iter("{*}table-row")]  # fmt: skip
            document.rows(rows)


def _within_notes(element: etree._Element) -> bool:
    return any(local(above) == "notes" for above in element.iterancestors())
