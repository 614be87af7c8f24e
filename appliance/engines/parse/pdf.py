"""PDF by pypdfium2: text in reading order, page by page; outline entries found on their page become headings."""

import ctypes
import re
import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium

from appliance.engines.parse.document import Document
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.righttoleft import has_right_to_left, to_logical
from appliance.engines.parse.source import Mapped, Source

_MAX_PAGES = 20_000
_MAX_OUTLINE = 5_000
_NO_TITLE = frozenset({"anonymous", "untitled", "unknown", "no title"})
_COPIED = 64 * 1024 * 1024
_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+")
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
    for index in range(len(pdf)):
        document.page(index + 1, _page_text(pdf, index), outline.get(index))
    if document.length == 0:
        raise ParseFailed("needs_ocr", "pdf")
    return document.finish()


def _page_text(pdf: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = pdf[index]
        text_page = page.get_textpage()
        text = str(text_page.get_text_range())
        if has_right_to_left(text):
            text = to_logical(_placed(text_page))
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""  # A broken page does not cost the others.
    # pdfium joins a word cut at the end of a line by a noncharacter: the hyphen goes back where it was.
    text = _SOFT_HYPHEN.sub("-\n", text)
    # Ligatures and Arabic presentation forms are how letters look, not what was written.
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


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
