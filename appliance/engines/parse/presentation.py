"""PPTX straight from its XML: one page a slide, its title a heading, with tables, charts and speaker notes."""

from collections.abc import Iterator

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import attribute, core_title, local, parse_xml, relations
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.source import Source

_SHOW = "ppt/presentation.xml"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})


def parse(source: Source) -> Parsed:
    """Slides in their order; hidden ones stay hidden but keep their number. Raises ParseFailed."""
    archive = Archive(source.data)
    if not archive.has(_SHOW):
        raise ParseFailed("corrupt", "The file is damaged: its main part is missing.")
    document = Document(source.media_type)
    document.title = core_title(archive)
    targets = relations(archive, _SHOW)
    for number, entry in enumerate(parse_xml(archive.read(_SHOW)).iter("{*}sldId"), 1):
        path = targets.get(entry.get(_RELATION) or "", ("", ""))[1]
        if archive.has(path):
            slide = parse_xml(archive.read(path))
            if slide.get("show") != "0":
                with document.on_page(number):
                    _slide(document, archive, path, slide)
    return document.finish()


def _slide(document: Document, archive: Archive, path: str, slide: etree._Element) -> None:
    linked = relations(archive, path)
    for shape in _shapes(slide):
        if local(shape) == "graphicFrame":
            _frame(document, archive, shape, linked)
        elif _placeholder(shape) in {"title", "ctrTitle"}:
            document.heading(1, " ".join(_paragraphs(shape)))
        elif _placeholder(shape) not in _FURNITURE:
            document.block("\n".join(_paragraphs(shape)))
    for kind, target in linked.values():
        if kind == "notesSlide" and archive.has(target):
            for shape in _shapes(parse_xml(archive.read(target))):
                if _placeholder(shape) not in _FURNITURE:
                    document.block("\n".join(_paragraphs(shape)))


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


def _frame(document: Document, archive: Archive, frame: etree._Element, linked: dict[str, tuple[str, str]]) -> None:
    for table in frame.iter("{*}tbl"):
        rows = [[" ".join(_paragraphs(cell)) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
        document.rows(rows)
    for chart in frame.iter("{*}chart"):
        path = linked.get(attribute(chart, "id") or "", ("", ""))[1]
        if archive.has(path):
            document.block(_chart(parse_xml(archive.read(path))))


def _chart(chart: etree._Element) -> str:
    """Titles, then each series with its name and points."""
    lines = [text for title in chart.iter("{*}title") for text in _paragraphs(title)]
    for series in chart.iter("{*}ser"):
        name = "".join(v.text or "" for v in series.iterfind("{*}tx//{*}v"))
        labels = [v.text or "" for v in series.iterfind("{*}cat//{*}v")]
        values = [v.text or "" for v in series.iterfind("{*}val//{*}v")]
        points = (f"{a}: {b}" for a, b in zip(labels, values, strict=False))
        lines.append(f"{name}: " + "; ".join(points) if labels else " ".join([name, *values]))
    return "\n".join(lines)


def _paragraphs(element: etree._Element) -> list[str]:
    found = []
    for paragraph in element.iter("{*}p"):
        parts = ("\n" if local(part) == "br" else part.text or "" for part in paragraph.iter("{*}t", "{*}br"))
        found.append("".join(parts).strip())
    return [text for text in found if text]
