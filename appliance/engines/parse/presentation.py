"""PPTX straight from its XML: one page a slide, its title a heading, with tables, charts, notes and comments."""

from collections.abc import Iterator

from lxml import etree

from appliance.engines.parse import graphics
from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.graphics import Relations, paragraphs, readable
from appliance.engines.parse.markup import core_title, linked, local, main_part, parse_xml, relations
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.source import Source

_FURNITURE = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})
_NO = frozenset({"0", "false"})


def parse(source: Source) -> Parsed:
    """Slides in their order; hidden ones stay hidden but keep their number. Raises ParseFailed."""
    archive = Archive(source.data)
    main = main_part(archive, "ppt/presentation.xml")
    document = Document(source.media_type)
    document.title = core_title(archive)
    targets = relations(archive, main)
    show = _Show(archive, document, _authors(archive, targets))
    for number, entry in enumerate(parse_xml(archive.read(main)).iter("{*}sldId"), 1):
        path = targets.get(linked(entry) or "", ("", ""))[1]
        if archive.has(path):
            slide = parse_xml(archive.read(path))
            if slide.get("show") not in _NO:
                with document.on_page(number):
                    show.slide(path, slide)
    return document.finish()


class _Show:
    """Slides one by one; what a layout or master draws on each of them, or a footer says, is told once."""

    def __init__(self, archive: Archive, document: Document, authors: dict[str, str]) -> None:
        self._archive = archive
        self._document = document
        self._authors = authors
        self._drawn: dict[str, list[str]] = {}
        self._said: set[str] = set()

    def slide(self, path: str, slide: etree._Element) -> None:
        related = relations(self._archive, path)
        for shape in _shapes(slide):
            kind = _placeholder(shape)
            if local(shape) == "graphicFrame":
                _frame(self._document, self._archive, shape, related)
            elif kind in {"title", "ctrTitle"}:
                self._document.heading(1, " ".join(paragraphs(shape)))
            elif kind == "ftr":
                self._once("\n".join(paragraphs(shape)))
            elif kind not in _FURNITURE:
                self._document.block("\n".join(paragraphs(shape)))
        for text in self._below(slide, related):
            self._once(text)
        self._beside(related)

    def _once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._document.block(text)

    def _below(self, part: etree._Element, related: Relations, kind: str = "slideLayout") -> list[str]:
        """What the layout of a slide, and the master of that, draw on it themselves: no places to be filled."""
        path = next((target for told, target in related.values() if told == kind), "")
        if part.get("showMasterSp") in _NO:
            return []
        if path not in self._drawn:
            ground = readable(self._archive, path)
            own = (
                [] if ground is None else ["\n".join(paragraphs(shape)) for shape in _shapes(ground) if _is_own(shape)]
            )
            if ground is not None and kind == "slideLayout":
                own += self._below(ground, relations(self._archive, path), "slideMaster")
            self._drawn[path] = own
        return self._drawn[path]

    def _beside(self, related: Relations) -> None:
        """What was noted for the speaker, and what others remarked."""
        for kind, target in related.values():
            if kind == "notesSlide" and self._archive.has(target):
                for shape in _shapes(parse_xml(self._archive.read(target))):
                    if _placeholder(shape) not in _FURNITURE:
                        self._document.block("\n".join(paragraphs(shape)))
            elif kind == "comments" and self._archive.has(target):
                for comment in parse_xml(self._archive.read(target)).iter("{*}cm"):
                    self._document.block(self._comment(comment))

    def _comment(self, comment: etree._Element) -> str:
        """What somebody remarked, in the old form (a text) or the new one (paragraphs)."""
        said = comment.findtext("{*}text") or " ".join(paragraphs(comment))
        author = self._authors.get(comment.get("authorId") or "")
        return (f"Comment by {author}: {said}" if author else f"Comment: {said}") if said else ""


def _authors(archive: Archive, related: Relations) -> dict[str, str]:
    """Who remarked, by number, in the old form or the new one."""
    parts = [readable(archive, target) for kind, target in related.values() if kind in {"commentAuthors", "authors"}]
    people = [person for part in parts if part is not None for person in part.iter("{*}cmAuthor", "{*}author")]
    return {person.get("id") or "": person.get("name") or "" for person in people}


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


def _is_own(shape: etree._Element) -> bool:
    """Whether a layout draws it as it is: neither a place for a slide's content, nor a number or date."""
    return not _placeholder(shape) and shape.find(".//{*}fld") is None


def _frame(document: Document, archive: Archive, frame: etree._Element, related: Relations) -> None:
    for table in frame.iter("{*}tbl"):
        rows = [[" ".join(paragraphs(cell)) for cell in row.iterfind("{*}tc")] for row in table.iterfind("{*}tr")]
        document.rows(rows)
    for text in graphics.texts(archive, frame, related):
        document.block(text)
