"""PDF by pypdfium2: text in reading order, page by page; outline entries found on their page become headings."""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from appliance.engines.parse import layout
from appliance.engines.parse.document import Document
from appliance.engines.parse.layout import Word
from appliance.engines.parse.margins import without_margins
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.righttoleft import has_right_to_left, to_logical
from appliance.engines.parse.source import Mapped, Source

_MAX_PAGES = 20_000
_MAX_OUTLINE = 5_000
_NO_TITLE = frozenset({"anonymous", "untitled", "unknown", "no title"})
_COPIED = 64 * 1024 * 1024
_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+")
_BLANKS = frozenset((9, 10, 11, 12, 13, 32, 160))
_BREAKS = frozenset((10, 13))
_SAMPLED = 20
_LINE_HYPHENS = frozenset((2, 0xFFFE))
_LINE_HYPHEN = re.compile("[\ufffe\u0002]")
_SOFT_HYPHEN = re.compile("[\ufffe\u0002]\\s?\n?")
_FAILURES = {
    pdfium.FPDF_ERR_PASSWORD: ParseFailed("encrypted", "The document is protected by a password."),
    pdfium.FPDF_ERR_SECURITY: ParseFailed("encrypted", "The document is protected in a way that cannot be opened."),
}


def parse(source: Source) -> Parsed:
    """Raises ParseFailed encrypted, corrupt, or needs_ocr when no page has a text layer."""
    try:
        pdf = pypdfium2.PdfDocument(bytes(source.data) if len(source.data) <= _COPIED else Mapped(source.data))
    except pypdfium2.PdfiumError as error:
        failed = _FAILURES.get(getattr(error, "err_code", None) or 0)
        raise failed or ParseFailed("corrupt", "The file is damaged or cut off.") from error
    if len(pdf) > _MAX_PAGES:
        raise ParseFailed("too_large", f"PDF documents above {_MAX_PAGES} pages cannot be read.")
    document = Document(source.media_type)
    title = pdf.get_metadata_value("Title")
    document.title = None if title.strip("() ").lower() in _NO_TITLE else title
    outline = _outline(pdf)
    texts = without_margins([_page_text(pdf, index) for index in range(len(pdf))])
    for index, text in enumerate(texts):
        document.page(index + 1, text, outline.get(index))
    if document.length == 0:
        raise ParseFailed("needs_ocr", "pdf")
    return document.finish()


def _page_text(pdf: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = pdf[index]
        text_page = page.get_textpage()
        codes = _codes(text_page)
        if has_right_to_left("".join(map(chr, codes))):
            text = _SOFT_HYPHEN.sub("-\n", to_logical(_placed(text_page)))
        else:
            text = layout.text_of(_words(text_page, codes))
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""  # A broken page does not cost the others.
    # Ligatures and Arabic presentation forms are how letters look, not what was written.
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _codes(text_page: pypdfium2.PdfTextPage) -> list[int]:
    """Every character of the page; what is none is a blank."""
    raw, tell = text_page.raw, pdfium.FPDFText_GetUnicode
    return [code if 0 < code <= 0x10FFFF else 32 for code in (tell(raw, at) for at in range(text_page.count_chars()))]  # noqa: PLR2004


def _words(text_page: pypdfium2.PdfTextPage, codes: list[int]) -> list[Word]:
    """The words with their places, as seen by whoever reads the page upright."""
    spans = list(_spans(codes))
    turns = Counter(_quarters(text_page, start) for start, _, _ in spans[:: max(1, len(spans) // _SAMPLED)])
    quarters = turns.most_common(1)[0][0] if turns else 0
    words = [_word(text_page, codes, span) for span in spans]
    return [word.turned(quarters) for word in words] if quarters else words


def _spans(codes: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Where words begin and end, and whether a line of the file begins with them."""
    start, broke = -1, False
    for at, code in enumerate(codes):
        if code not in _BLANKS:
            start = at if start < 0 else start
            if code in _LINE_HYPHENS:  # pdfium hides the end of the line behind it
                yield start, at + 1, broke
                start, broke = -1, True
            continue
        if start >= 0:
            yield start, at, broke
            start, broke = -1, False
        broke = broke or code in _BREAKS
    if start >= 0:
        yield start, len(codes), broke


def _word(text_page: pypdfium2.PdfTextPage, codes: list[int], span: tuple[int, int, bool]) -> Word:
    """The boxes of its first and last character tell the place."""
    start, end, broke = span
    first, last, raw = pdfium.FS_RECTF(), pdfium.FS_RECTF(), text_page.raw
    pdfium.FPDFText_GetLooseCharBox(raw, start, ctypes.byref(first))
    pdfium.FPDFText_GetLooseCharBox(raw, end - 1, ctypes.byref(last))
    text = "".join(map(chr, codes[start:end])).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Word(
        _LINE_HYPHEN.sub("-", text), min(first.left, last.left), min(first.bottom, last.bottom),
        max(first.right, last.right), max(first.top, last.top), broke,
    )  # fmt: skip


def _quarters(text_page: pypdfium2.PdfTextPage, at: int) -> int:
    """By how many quarters the writing is turned against the page, to be turned back clockwise."""
    return -round(float(pdfium.FPDFText_GetCharAngle(text_page.raw, at)) / (math.pi / 2)) % 4


def _placed(text_page: pypdfium2.PdfTextPage) -> list[tuple[str, float]]:
    """Every character of the page with its place from the left."""
    x, y = ctypes.c_double(), ctypes.c_double()
    characters = []
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        if 0 < code <= 0x10FFFF:  # noqa: PLR2004
            characters.append((chr(code), x.value))
    return characters


def _outline(pdf: pypdfium2.PdfDocument) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for count, entry in enumerate(pdf.get_toc(max_depth=9)):
        target = entry.get_dest()
        index = target.get_index() if target else None
        if count >= _MAX_OUTLINE:
            break
        if index is not None:
            found.setdefault(index, []).append((entry.level + 1, entry.get_title()))
    return found
