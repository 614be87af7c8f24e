"""PPTX straight from its XML: one page a slide, its title a heading, with tables, charts, notes and comments."""

from collections.abc import Iterator

from lxml import etree

from appliance.engines.parse import graphics
from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.graphics import paragraphs
from appliance.engines.parse.markup import core_title, linked, local, main_part, parse_xml, relations
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.source import Source

_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})


def parse(source: Source) -> Parsed:
    """Slides in their order; hidden ones stay hidden but keep their number. Raises ParseFailed."""
    archive = Archive(source.data)
    show = main_part(archive, "ppt/presentation.xml")
    document = Document(source.media_type)
    document.title = core_title(archive)
    targets = relations(archive, show)
    for number, entry in enumerate(parse_xml(archive.read(show)).iter("{*}sldId"), 1):
        path = targets.get(linked(entry) or "", ("", ""))[1]
        if archive.has(path):
            slide = parse_xml(archive.read(path))
            if slide.get("show") != "0":
                with document.on_page(number):
                    _slide(document, archive, path, slide)
    return document.finish()


def _slide(document: Document, archive: Archive, path: str, slide: etree._Element) -> None:
    related = relations(archive, path)
    for shape in _shapes(slide):
        if local(shape) == "graphicFrame":
            _frame(document, archive, shape, related)
        elif _placeholder(shape) in {"title", "ctrTitle"}:
            document.heading(1, " ".join(paragraphs(shape)))
        elif _placeholder(shape) not in _FURNITURE:
            document.block("\n".join(paragraphs(shape)))
    _beside(document, archive, related)


def _beside(document: Document, archive: Archive, related: dict[str, tuple[str, str]]) -> None:
    """What was noted for the speaker, and what others remarked."""
    for kind, target in related.values():
        if kind == "notesSlide" and archive.has(target):
            for shape in _shapes(parse_xml(archive.read(target))):
                if _placeholder(shape) not in _FURNITURE:
                    document.block("\n".join(paragraphs(shape)))
        elif kind == "comments" and archive.has(target):
            for comment in parse_xml(archive.read(target)).iter("{*}cm"):
                document.block(_comment(comment))


def _comment(comment: etree._Element) -> str:
    """What somebody remarked, in the old form (a text) or the new one (paragraphs)."""
    said = comment.findtext("{*}text") or " ".join(paragraphs(comment))
    return f"Comment: {said}" if said else ""


def _shapes(slide: etree._Element) -> Iterator[etree._Element]:
    """Shapes and frames, also those in groups, titles first; of alternative renderings the first only."""
    found = [
        shape
        for shape in slide.iter("{*}sp", "{*}graphicFrame")
        if not any(local(above) == "Fallback" for above in shape.iterancestors())
    ]
    return iter(sorted(found, key=lambda shape: _placeholder(shape) not in {"title", "ctrTitle"}))


def _placeholder(shape: etree._Element) -> str:
    mark = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return "" if mark is None else mark.get("type", "body")


def _frame(document: Document, archive: Archive, frame: etree._Element, related: dict[str, tuple[str, str]]) -> None:
    for table in frame.iter("{*}tbl"):
        rows = [[" ".join(paragraphs(cell)) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
        document.rows(rows)
    for text in graphics.texts(archive, frame, related):
        document.block(text)
