"""ODP straight from its XML (OpenDocument 1.3, part 3, 10): one page a slide, its title a heading, with its notes."""

from lxml import etree

from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.graphics import readable
from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.opendocument import Body, begin, plain
from appliance.engines.parse.source import Source

_FURNITURE = frozenset({"page", "page-number", "date-time", "header", "footer"})


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted, corrupt."""
    archive, document = begin(source)
    show = _Show(archive, document)
    content = parse_xml(archive.read("content.xml"))
    for number, slide in enumerate(content.iterfind("{*}body/{*}presentation/{*}page"), 1):
        with document.on_page(number):
            show.slide(slide)
    return document.finish()


class _Show:
    """Slides one by one; what a master draws on each of them, or a footer says, is told once."""

    def __init__(self, archive: Archive, document: Document) -> None:
        self._document = document
        self._body = Body(archive, document)
        styles = readable(archive, "styles.xml")
        pages = styles.iterfind(".//{*}master-page") if styles is not None else ()
        self._masters = {attribute(page, "name"): page for page in pages}
        self._said: set[str] = set()

    def slide(self, slide: etree._Element) -> None:
        shapes = [shape for shape in slide if local(shape) != "notes"]
        for shape in sorted(shapes, key=lambda shape: attribute(shape, "class") != "title"):
            kind = attribute(shape, "class")
            if kind == "title":
                self._document.heading(1, " ".join(_words(shape)))
            elif kind == "footer":
                self._once(shape)
            elif kind not in _FURNITURE:
                self._body.append(shape)
        for shape in self._masters.get(attribute(slide, "master-page-name"), ()):
            if attribute(shape, "class") in {None, "footer"} and local(shape) not in {"notes", "forms"}:
                self._once(shape)
        for shape in slide.iterfind("{*}notes/*"):
            if attribute(shape, "class") not in _FURNITURE:
                self._body.append(shape)

    def _once(self, shape: etree._Element) -> None:
        text = "\n".join(_words(shape))
        if text not in self._said:
            self._said.add(text)
            self._document.block(text)


def _words(shape: etree._Element) -> list[str]:
    """The drawn paragraphs of a shape and of those that it groups."""
    found = [plain(shape)] if local(shape) != "g" else [line for part in shape for line in _words(part)]
    return [line for line in found if line]
