"""XLSX straight from its XML: each visible sheet under its name, its rows as records, formulas as their last values."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from lxml import etree

from appliance.engines.parse import graphics
from appliance.engines.parse.archive import Archive
from appliance.engines.parse.document import Document
from appliance.engines.parse.markup import (
    attribute,
    core_title,
    linked,
    local,
    main_part,
    parse_xml,
    relations,
    stream_xml,
)
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.source import Source

_REFERENCE = re.compile(r"([A-Z]{1,3})\d+$")
_DATE_FORMATS = frozenset((*range(14, 23), *range(45, 48)))
_PERCENT_FORMATS = frozenset((9, 10))
_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no time zone
_MAC_EPOCH = datetime(1904, 1, 1)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466
Row = tuple[int, dict[int, str]]
"""A row's number and its filled cells by column, both counted from 1."""


def parse(source: Source) -> Parsed:
    """Blank rows part tables; hidden sheets stay hidden; text boxes and comments follow their sheet.

    Raises ParseFailed.
    """
    archive = Archive(source.data)
    main = main_part(archive, "xl/workbook.xml")
    document = Document(source.media_type)
    document.title = core_title(archive)
    targets = relations(archive, main)
    book = parse_xml(archive.read(main))
    cells = _Cells(archive, dict(targets.values()), _epoch(book))
    for sheet in book.iter("{*}sheet"):
        path = targets.get(linked(sheet) or "", ("", ""))[1]
        if sheet.get("state", "visible") == "visible" and archive.has(path):
            document.heading(1, sheet.get("name") or posixpath.basename(path))
            append_tables(document, cells.rows(archive.read(path)))
            with suppress(ParseFailed):  # what stands beside the cells may be damaged
                _beside(document, archive, path)
    return document.finish()


def _epoch(book: etree._Element) -> datetime:
    """The day that dates count from (ECMA-376 part 1, 18.2.28): workbooks from old Macs begin four years later."""
    told = book.find("{*}workbookPr")
    return _MAC_EPOCH if told is not None and told.get("date1904") in {"1", "true"} else _EPOCH


def _beside(document: Document, archive: Archive, sheet: str) -> None:
    """The words that do not stand in cells: text boxes, charts, and what people remarked on a cell."""
    for kind, path in relations(archive, sheet).values():
        part = graphics.readable(archive, path) if kind in {"drawing", "comments"} else None
        if part is not None and kind == "drawing":
            for shape in part.iter("{*}sp"):
                document.block("\n".join(graphics.paragraphs(shape)))
            for text in graphics.texts(archive, part, relations(archive, path)):
                document.block(text)
        for comment in part.iter("{*}comment") if part is not None else ():
            document.block(f"Comment on {comment.get('ref', '')}: {_rich(comment)}")


def append_tables(document: Document, rows: Iterator[Row]) -> None:
    """Append the rows of one sheet; blank rows part its tables."""
    for block in _tables(rows):
        _table(document, block)


def _tables(rows: Iterator[Row]) -> Iterator[list[dict[int, str]]]:
    """Runs of rows without a blank one between them."""
    block: list[dict[int, str]] = []
    last = 0
    for number, row in rows:
        if block and number > last + 1:
            yield block
            block = []
        block.append(row)
        last = number
    if block:
        yield block


def _table(document: Document, block: list[dict[int, str]]) -> None:
    while block and len(block[0]) == 1 and len(block) > 1:
        document.block(next(iter(block.pop(0).values())))
    columns = sorted({column for row in block for column in row})
    document.rows([[row.get(column, "") for column in columns] for row in block])


class _Cells:
    """Turns cells into text: shared strings, dates and shares by their number format, booleans."""

    def __init__(self, archive: Archive, parts: dict[str, str], epoch: datetime) -> None:
        self._epoch = epoch
        self._strings: list[str] = []
        self._forms: list[str] = []
        strings, styles = parts.get("sharedStrings", "xl/sharedStrings.xml"), parts.get("styles", "xl/styles.xml")
        if archive.has(strings):
            self._strings = [_rich(item) for item in stream_xml(archive.read(strings), "si")]
        if archive.has(styles):
            self._forms = list(_forms(parse_xml(archive.read(styles))))

    def rows(self, content: bytes) -> Iterator[Row]:
        """Number and filled cells by column of each row that holds any."""
        number = 0
        for row in stream_xml(content, "row"):
            told = row.get("r") or ""
            number = int(told) if told.isascii() and told.isdigit() else number + 1
            cells: dict[int, str] = {}
            for cell in row:
                found = _REFERENCE.match(cell.get("r") or "")
                column = _column(found[1]) if found else max(cells, default=0) + 1
                text = self._text(cell).strip()
                if text:
                    cells[column] = text
            if cells:
                yield number, cells

    def _text(self, cell: etree._Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _rich(cell)
        value = cell.findtext("{*}v") or ""
        if kind == "s":
            index = int(value) if value.isascii() and value.isdigit() else -1
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return self._number(value, cell.get("s") or "") if kind == "n" else value

    def _number(self, value: str, style: str) -> str:
        index = int(style) if style.isascii() and style.isdigit() else -1
        try:
            number = float(value)
        except ValueError:
            return value
        form = self._forms[index] if 0 <= index < len(self._forms) else ""
        if form == "date" and 0 <= number < _LAST_SERIAL:
            moment = (self._epoch + timedelta(days=number)).isoformat(" ", "seconds")
            return moment.removesuffix(" 00:00:00") if number >= 1 else moment[11:]
        if form == "percent":
            return f"{number * 100:.10g}%"
        return value if len(value) < 17 else f"{number:.15g}"  # noqa: PLR2004


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _rich(item: etree._Element) -> str:
    """The text of all runs without phonetic guides."""
    return "".join(part.text or "" for part in item.iter("{*}t") if local(part.getparent()) != "rPh")


def _forms(styles: etree._Element) -> Iterator[str]:
    """How the numbers of each style are shown: as a date, as per cent, or plainly."""
    own = {part.get("numFmtId"): _form(attribute(part, "formatCode") or "") for part in styles.iter("{*}numFmt")}
    for style in styles.iterfind("{*}cellXfs/{*}xf"):
        identifier = style.get("numFmtId") or "0"
        number = int(identifier) if identifier.isascii() and identifier.isdigit() else 0
        known = "date" if number in _DATE_FORMATS else "percent" if number in _PERCENT_FORMATS else ""
        yield own.get(identifier, known)


def _form(code: str) -> str:
    code = _LITERAL.sub("", code).lower()
    if "%" in code:
        return "percent"
    return "date" if re.search("[ydhs]|mm", code) and "0" not in code.replace("ss.0", "") else ""
