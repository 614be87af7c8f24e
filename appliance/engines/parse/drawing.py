"""Draws a page of a PDF in the confined child, and finds a quotation on it by its letters and figures alone.

Line breaks, hyphens, ligatures and spaces differ between a stored text and the page that it was read from.
"""

import ctypes
import mmap
import os
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from appliance.engines.parse.model import ParseFailed
from appliance.engines.parse.picture import Mark, Picture, PictureRequest
from appliance.engines.parse.source import Mapped

_TALLEST: Final = 4_000
_MOST_LETTERS: Final = 200_000
_LEAST_PIECE: Final = 8
_PIECES: Final = re.compile(r"[\n.!?;:|]+")
_GREY, _RGB = 0, 2  # colour types of PNG
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def draw(request: PictureRequest) -> Picture:
    """The page as asked. Raises ParseFailed when the file is no readable PDF or has no such page."""
    size = os.fstat(request.document).st_size
    try:
        pdf = pypdfium2.PdfDocument(Mapped(mmap.mmap(request.document, size, access=mmap.ACCESS_READ)))
        if not 1 <= request.page <= len(pdf):
            raise ParseFailed("unsupported", "The document has no such page.")
        return _drawn(pdf[request.page - 1], request)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise ParseFailed("corrupt", "The page cannot be drawn.") from error


def _drawn(page: pypdfium2.PdfPage, request: PictureRequest) -> Picture:
    across, down = page.get_size()
    scale = min(request.width / max(across, 1), _TALLEST / max(down, 1))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    marks = tuple(_marks(page, request.quote)) if request.quote else ()
    return Picture(_png(bitmap), bitmap.width, bitmap.height, marks)


def _png(bitmap: pypdfium2.PdfBitmap) -> bytes:
    """PNG (ISO/IEC 15948) without filters: pages are flat areas, which deflate packs well as they are."""
    used, stride, each = bitmap.width * bitmap.n_channels, bitmap.stride, bytes(bitmap.buffer)
    rows = b"".join(b"\0" + each[y * stride : y * stride + used] for y in range(bitmap.height))
    kind = {1: _GREY, 3: _RGB}[bitmap.n_channels]
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, kind, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 4)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_part(name, body) for name, body in parts)


def _part(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _marks(page: pypdfium2.PdfPage, quote: str) -> Iterator[Mark]:
    text_page = page.get_textpage()
    letters, places = _letters(text_page)
    for start, end in _found(letters, quote):
        first, last = places[start], places[end - 1]
        for index in range(pdfium.FPDFText_CountRects(text_page, first, last - first + 1)):
            yield _mark(page, text_page.get_rect(index))
    text_page.close()


def _letters(text_page: pypdfium2.PdfTextPage) -> tuple[str, list[int]]:
    """The page's letters and figures, folded; and for each the index of the character that it stems from."""
    letters: list[str] = []
    places: list[int] = []
    for index in range(min(text_page.count_chars(), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if 0 < code <= 0x10FFFF:  # noqa: PLR2004
            folded = _folded(chr(code))
            letters.append(folded)
            places += [index] * len(folded)
    return "".join(letters), places


def _folded(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _found(letters: str, quote: str) -> Iterator[tuple[int, int]]:
    """Where the quotation stands in `letters`; its sentences and lines one by one when it is not there in one piece."""
    whole = _folded(quote)
    at = letters.find(whole) if whole else -1
    if at >= 0:
        yield at, at + len(whole)
        return
    after = 0
    for piece in map(_folded, _PIECES.split(quote)):
        at = letters.find(piece, after) if len(piece) >= _LEAST_PIECE else -1
        if at >= 0:
            after = at + len(piece)
            yield at, after


def _mark(page: pypdfium2.PdfPage, rect: tuple[float, float, float, float]) -> Mark:
    """A rectangle of page space as shares of the page as it is shown: turned pages are turned here too."""
    left, bottom, right, top = rect
    (x1, y1), (x2, y2) = _shown(page, left, top), _shown(page, right, bottom)
    return Mark(*(round(value, 5) for value in (min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1))))


def _shown(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = ctypes.c_int(), ctypes.c_int()
    span = 100_000
    pdfium.FPDF_PageToDevice(page, 0, 0, span, span, 0, x, y, across, down)
    return min(max(across.value / span, 0.0), 1.0), min(max(down.value / span, 0.0), 1.0)
