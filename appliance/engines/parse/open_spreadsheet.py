"""ODS straight from its XML (OpenDocument 1.3, part 3, 9): each sheet under its name, its rows as records."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from appliance.engines.parse.markup import attribute, local, parse_xml
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.opendocument import begin, text_of
from appliance.engines.parse.source import Source
from appliance.engines.parse.spreadsheet import Row, append_tables

_MAX_REPEATS: Final = 1_000
_HIDDEN: Final = frozenset({"collapse", "filter"})


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted, corrupt."""
    archive, document = begin(source)
    content = parse_xml(archive.read("content.xml"))
    hidden = _hidden_styles(content)
    for sheet in content.iterfind("{*}body/{*}spreadsheet/{*}table"):
        if attribute(sheet, "style-name") not in hidden:
            document.heading(1, attribute(sheet, "name") or "")
            append_tables(document, _rows(sheet))
    return document.finish()


def _hidden_styles(content: etree._Element) -> frozenset[str | None]:
    """Names of the table styles that say `display: false`."""
    return frozenset(
        attribute(style, "name")
        for style in content.iterfind("{*}automatic-styles/{*}style")
        if any(attribute(part, "display") == "false" for part in style.iterfind("{*}table-properties"))
    )


def _rows(sheet: etree._Element) -> Iterator[Row]:
    number = 0
    for row in sheet.iter("{*}table-row"):
        repeats = _repeats(row, "number-rows-repeated")
        cells = _cells(row) if attribute(row, "visibility") not in _HIDDEN else {}
        if cells:
            for offset in range(min(repeats, _MAX_REPEATS)):
                yield number + offset + 1, dict(cells)
        number += repeats


def _cells(row: etree._Element) -> dict[int, str]:
    cells: dict[int, str] = {}
    column = 0
    for cell in row:
        if local(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        repeats = _repeats(cell, "number-columns-repeated")
        text = " ".join(filter(None, (text_of(part) for part in cell.iterfind("{*}p"))))
        if text:
            cells |= {column + offset + 1: text for offset in range(min(repeats, _MAX_REPEATS))}
        column += repeats
    return cells


def _repeats(element: etree._Element, name: str) -> int:
    told = attribute(element, name) or "1"
    return int(told) if told.isascii() and told.isdigit() and len(told) < 8 else 1  # noqa: PLR2004
