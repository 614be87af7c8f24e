"""DOCX straight from its XML (ECMA-376 part 1): body, tables, text boxes, charts, notes, comments, margins."""

import re
from collections.abc import Iterator

from lxml import etree

from appliance.engines.parse import graphics
from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.equation import linear
from appliance.engines.parse.markup import attribute, core_title, linked, local, main_part, parse_xml, relations
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.numbering import Numbering
from appliance.engines.parse.parts import append_part
from appliance.engines.parse.source import Source

_HEADING_STYLE = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s*([1-9])$", re.IGNORECASE)
_SKIPPED = frozenset(("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "tblPr", "sectPr",
                      "Fallback", "commentReference", "rt", "pict", "object", "drawing"))  # fmt: skip
_MAX_SPAN = 63
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}


def parse(source: Source) -> Parsed:
    """Header first, then the body with each note below its paragraph, then the footer. Raises ParseFailed."""
    archive = Archive(source.data)
    return _Reader(source, archive, main_part(archive, "word/document.xml")).read()


class _Reader:
    def __init__(self, source: Source, archive: Archive, main: str) -> None:
        self._source = source
        self._archive = archive
        self._main = main
        self._folder = main.rpartition("/")[0]
        self._document = Document(source.media_type)
        self._relations = relations(archive, main)
        styles = self._part("styles.xml")
        self._levels = _heading_levels(styles)
        self._numbering = Numbering(self._part("numbering.xml"), styles)
        self._notes = {
            **_notes(self._part("footnotes.xml"), "footnoteReference"),
            **_notes(self._part("endnotes.xml"), "endnoteReference"),
            **_notes(self._part("comments.xml"), "commentReference"),
        }

    def read(self) -> Parsed:
        self._document.title = core_title(self._archive)
        self._margin("header")
        for body in parse_xml(self._archive.read(self._main)):
            if local(body) == "body":
                self._blocks(body)
        self._margin("footer")
        return self._document.finish()

    def _part(self, name: str) -> etree._Element | None:
        """A part beside the text; without it, or with a damaged one, the text says less, but it is read."""
        return graphics.readable(self._archive, f"{self._folder}/{name}")

    def _margin(self, kind: str) -> None:
        """The distinct headers or footers of all sections."""
        said: set[str] = set()
        names = [n for n in self._archive.names() if re.fullmatch(rf"{re.escape(self._folder)}/{kind}\d*\.xml", n)]
        for name in sorted(names):
            root = parse_xml(self._archive.read(name))
            paragraphs = [p for place in (root, *_boxes(root)) for p in _paragraphs(place)]
            text = "\n".join(filter(None, map(_text, paragraphs)))
            if text and text not in said:
                said.add(text)
                self._document.block(text)

    def _blocks(self, parent: etree._Element) -> None:
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name == "altChunk":
                self._imported(element)
            elif name not in _SKIPPED:
                self._blocks(element)

    def _paragraph(self, element: etree._Element) -> None:
        level, label = self._kind(element)
        text = _text(element)
        if text and label is not None:
            text = f"{label} {text}" if label else text if level else f"- {text}"
        if level:
            self._document.heading(level, text)
        else:
            self._document.block(text)
        self._attached(element)

    def _attached(self, element: etree._Element) -> None:
        """Text boxes, charts, notes and comments that hang on a paragraph (or a table) follow it."""
        for box in _boxes(element):
            self._blocks(box)
        for text in graphics.texts(self._archive, element, self._relations):
            self._document.block(text)
        for reference in element.iter("{*}footnoteReference", "{*}endnoteReference", "{*}commentReference"):
            self._document.block(self._notes.pop((local(reference), attribute(reference, "id") or ""), ""))

    def _imported(self, element: etree._Element) -> None:
        """A document of another kind that stands in the place of paragraphs (17.17.2)."""
        path = self._relations.get(linked(element) or "", ("", ""))[1]
        if self._archive.has(path):
            append_part(self._document, self._source, (path.rpartition("/")[2], "", self._archive.read(path)))

    def _kind(self, element: etree._Element) -> tuple[int, str | None]:
        """Heading level (0: none) and the number of an item of a list: empty for a bullet, None for no item."""
        properties = element.find("{*}pPr")
        if properties is None:
            return 0, None
        style, outline = properties.find("{*}pStyle"), properties.find("{*}outlineLvl")
        named = attribute(style, "val") or "" if style is not None else ""
        level = self._levels.get(named, 0) if outline is None else _level(outline)
        return level, self._numbering.label(properties, named)

    def _table(self, element: etree._Element) -> None:
        rows = [[text for cell in _children(row, "tc") for text in _cell(cell)] for row in _children(element, "tr")]
        marked = next(element.iter("{*}tblHeader"), None) is not None
        self._document.rows(rows, header=True if marked and len(rows) > 1 else None)
        self._attached(element)


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of that name, looking through content controls and tracked insertions."""
    for child in element:
        found = local(child)
        if found == name:
            yield child
        elif found in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _children(child, name)


def _cell(cell: etree._Element) -> list[str]:
    """The text of a cell and an empty one for each further column it spans."""
    span = cell.find("{*}tcPr/{*}gridSpan")
    told = (attribute(span, "val") or "1") if span is not None else "1"
    columns = min(int(told), _MAX_SPAN) if told.isascii() and told.isdigit() else 1
    return [" ".join(filter(None, map(_text, _paragraphs(cell)))), *[""] * (columns - 1)]


def _paragraphs(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs inside, but for those of text boxes, which are read on their own."""
    for paragraph in element.iter("{*}p"):
        for above in paragraph.iterancestors():
            if above is element:
                yield paragraph
                break
            if local(above) == "txbxContent":
                break


def _text(element: etree._Element) -> str:
    """The visible text of a paragraph: no deletions, field codes, text boxes or second renderings."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _CHARACTERS:
            parts.append(_CHARACTERS[name])
        elif name == "oMath":
            parts.append(linear(child))
        elif name not in _SKIPPED:
            stack.append(iter(child))
    return "".join(parts).strip()


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Text boxes; of alternative renderings the first only."""
    for box in element.iter("{*}txbxContent"):
        above = {local(ancestor) for ancestor in box.iterancestors()}
        if "Fallback" not in above and "del" not in above and "txbxContent" not in above:
            yield box


def _level(outline: etree._Element) -> int:
    value = attribute(outline, "val") or "9"
    return int(value) + 1 if value.isascii() and value.isdigit() and int(value) < 9 else 0  # noqa: PLR2004


def _heading_levels(styles: etree._Element | None) -> dict[str, int]:
    """Heading level of each paragraph style, by its outline level, its name, or the style it is based on."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in styles.iterfind("{*}style") if styles is not None else ():
        key = attribute(style, "styleId") or ""
        name, outline, parent = style.find("{*}name"), style.find("{*}pPr/{*}outlineLvl"), style.find("{*}basedOn")
        named = (attribute(name, "val") or "").strip() if name is not None else ""
        match = _HEADING_STYLE.match(named)
        if match or named.lower() == "title":
            levels[key] = int(match[1]) if match else 1
        elif outline is not None:
            levels[key] = _level(outline)
        elif parent is not None:
            parents[key] = attribute(parent, "val") or ""
    for key, parent_key in parents.items():
        above, steps = parent_key, 0
        while above in parents and steps < 20:  # noqa: PLR2004
            above, steps = parents[above], steps + 1
        levels[key] = levels.get(above, 0)
    return levels


def _notes(part: etree._Element | None, kind: str) -> dict[tuple[str, str], str]:
    """Notes and comments by what refers to them; a comment names who made it."""
    found = {}
    for note in part if part is not None else ():
        if attribute(note, "type") in {None, "normal"}:
            text = "\n".join(filter(None, (_text(p) for p in _paragraphs(note))))
            author = attribute(note, "author")
            by = "" if kind != "commentReference" else f"Comment by {author}: " if author else "Comment: "
            found[kind, attribute(note, "id") or ""] = by + text if text else ""
    return found
