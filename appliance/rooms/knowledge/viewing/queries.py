"""What must be known of a document before one of its pages is drawn."""

from dataclasses import dataclass
from pathlib import Path

from appliance.engines.parse import PICTURE_WIDTHS
from appliance.kernel.problem import BadRequest, Conflict, NotFound
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.viewing.shapes import PageFilter

_WIDTH = 1_000
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a file, and the text to mark on it."""

    path: Path
    version: int
    number: int
    page_count: int | None
    width: int
    quote: str


def wanted(row: Document, where: PageFilter) -> Wanted:
    """The page that a request names. Conflict when the file has no pages that could be shown."""
    number, width, version = (where.value(name) for name in ("number", "width", "version"))
    number, width = 1 if number is None else number, _WIDTH if width is None else width
    if number < 1:
        raise BadRequest("Pages are numbered from 1", param="number")
    if width not in PICTURE_WIDTHS:
        raise BadRequest(f"width is from {PICTURE_WIDTHS[0]} to {PICTURE_WIDTHS[-1]} pixels", param="width")
    version = row.content_version if version is None else version
    file = documents.file_of(row, version)
    if file.media_type != _PDF:
        raise Conflict("Only pages of PDF files can be shown")
    is_newest = version == row.content_version
    if is_newest and row.page_count is not None and number > row.page_count:
        raise NotFound("The document has no such page")
    quote = _quote(row, version, number, (where.value("start"), where.value("end")))
    return Wanted(file.path, version, number, row.page_count if is_newest else None, width, quote)


def _quote(row: Document, version: int, number: int, span: tuple[int | None, int | None]) -> str:
    """The part of the span that stands on the page."""
    start, end = span
    if start is None or end is None:
        return ""
    starts = documents.page_starts({row.id: version}).get(row.id, [])
    begin = next((at for at, page in starts if page == number), 0)
    stop = next((at for at, page in starts if page > number), end)
    start, end = max(start, begin), min(end, stop)
    return documents.text(row, version, start, end).text if start < end else ""
