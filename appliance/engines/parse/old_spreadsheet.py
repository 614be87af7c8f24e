"""Old Excel workbooks (BIFF) by xlrd: each visible sheet under its name, its rows as records."""

import io
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.formula import FormulaError

from appliance.engines.parse.document import Document
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.source import Source
from appliance.engines.parse.spreadsheet import Row, append_tables

_MALFORMED: Final = (
    xlrd.XLRDError,
    CompDocError,
    FormulaError,
    ValueError,
    LookupError,
    TypeError,
    struct.error,
    AssertionError,
)


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: encrypted; needs_converter for what is damaged or odd, which a converter may forgive."""
    document = Document(source.media_type)
    try:
        book = xlrd.open_workbook(file_contents=bytes(source.data), logfile=io.StringIO(), on_demand=True)
        for index, name in enumerate(book.sheet_names()):
            sheet = book.sheet_by_index(index)
            if sheet.visibility == 0:
                document.heading(1, name)
                append_tables(document, _rows(sheet, book.datemode))
            book.unload_sheet(index)
    except _MALFORMED as error:
        if "encrypted" in str(error).lower():
            raise ParseFailed("encrypted", "The document is protected by a password.") from error
        raise _elsewhere(source) from error
    return document.finish()


def _elsewhere(source: Source) -> ParseFailed:
    """A converter is given whole files only."""
    return ParseFailed("corrupt", DAMAGED) if source.depth else ParseFailed("needs_converter", source.kind)


def _rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Iterator[Row]:
    for number in range(sheet.nrows):
        texts = {at: _text(cell, datemode).strip() for at, cell in enumerate(sheet.row(number), 1)}
        filled = {at: text for at, text in texts.items() if text}
        if filled:
            yield number + 1, filled


def _text(cell: xlrd.sheet.Cell, datemode: int) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        moment: datetime = xlrd.xldate_as_datetime(cell.value, datemode)
        return moment.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return f"{cell.value:.15g}"
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""
