"""PDF by pypdfium2: text in reading order, page by page; outline entries found on their page become headings."""

import ctypes
import math
import re
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from appliance.engines.parse import layout
from appliance.engines.parse.document import Document
from appliance.engines.parse.layout import Word
from appliance.engines.parse.margins import without_margins
from appliance.engines.parse.model import DAMAGED, Parsed, ParseFailed
from appliance.engines.parse.righttoleft import has_right_to_left, to_logical
from appliance.engines.parse.source import Mapped, Source

_MAX_PAGES = 20_000
_MAX_OUTLINE = 5_000
_NO_TITLE = frozenset({"anonymous", "untitled", "unknown", "no title"})
_MAX_KNOWN = 200_000
_COPIED = 64 * 1024 * 1024
_FORMS = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefc]+")
_WORD = re.compile(r"(?P<blank>\s*)(?P<word>[^\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe])")
_NOTE = re.compile(r"(?<=[^\W\d_]{3})\d{1,3}(?!\w)|\A\d{1,3}(?=[^\W\d_]{3})")
_SHOWN = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_STAMP))
_SAMPLED = 20
_LAST_CODE = 0x10FFFF
_LINE_HYPHENS = frozenset("\x02\ufffe")
_BOXES = struct.Struct("8f")
_HYPHEN = re.compile("\ufffe")
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
        raise failed or ParseFailed("corrupt", DAMAGED) from error
    if len(pdf) > _MAX_PAGES:
        raise ParseFailed("too_large", f"PDF documents above {_MAX_PAGES} pages cannot be read.")
    if pdf.get_formtype() == pdfium.FORMTYPE_ACRO_FORM:
        pdf.init_forms()  # What was filled in is then given a look where the file has none.
    document = Document(source.media_type)
    title = pdf.get_metadata_value("Title")
    document.title = None if title.strip("() ").lower() in _NO_TITLE else title
    outline = _outline(pdf)
    known: set[str] = set()
    texts = without_margins([_page_text(pdf, index, known) for index in range(len(pdf))])
    for index, text in enumerate(texts):
        document.page(index + 1, text, outline.get(index))
    if document.length == 0:
        raise ParseFailed("needs_ocr", "pdf")
    scans = [index + 1 for index, text in enumerate(texts) if not text.strip() and _has_picture(pdf, index)]
    return replace(document.finish(), scans=tuple(scans))


def _page_text(pdf: pypdfium2.PdfDocument, index: int, known: set[str]) -> str:
    """The text of a page, whose words are added to those `known` from the pages before."""
    try:
        page = _flattened(pdf, index)
        text_page = page.get_textpage()
        characters = _characters(text_page)
        if has_right_to_left(characters):
            text = _SOFT_HYPHEN.sub("-\n", to_logical(_placed(text_page)))
        else:
            words = _words(text_page, characters)
            if len(known) < _MAX_KNOWN:
                known.update(layout.whole_words(words))
            text = layout.text_of(words, known)
        text_page.close()
        page.close()
    except pypdfium2.PdfiumError:
        return ""  # A broken page does not cost the others.
    # Ligatures and Arabic presentation forms are how letters look, not what was written.
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def _flattened(pdf: pypdfium2.PdfDocument, index: int) -> pypdfium2.PdfPage:
    """The page with what lies over it (filled forms, remarks written on it) made part of it."""
    page = pdf[index]
    shown = False
    for at in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, at)
        shown = shown or pdfium.FPDFAnnot_GetSubtype(note) in _SHOWN
        pdfium.FPDFPage_CloseAnnot(note)
    if not shown or pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return pdf[index]


def _has_picture(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    try:
        return any(True for _ in pdf[index].get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
    except pypdfium2.PdfiumError:
        return False


def _characters(text_page: pypdfium2.PdfTextPage) -> str:
    """Every character that pdfium counts, so that places in it are pdfium's; what is none is a blank."""
    raw, tell, count = text_page.raw, pdfium.FPDFText_GetUnicode, text_page.count_chars()
    text = _at_once(raw, count)
    if text is not None:
        return _HYPHEN.sub(lambda found: chr(tell(raw, found.start())), text)
    codes = [tell(raw, at) for at in range(count)]
    return "".join([chr(code) if 0 < code <= _LAST_CODE else " " for code in codes])


def _at_once(raw: Any, count: int) -> str | None:
    """The text of so many characters; None when pdfium's text leaves out some, or has one in two halves."""
    room = ctypes.create_string_buffer(4 * (count + 1))
    units = pdfium.FPDFText_GetText(raw, 0, count, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort))) - 1
    if units != count:
        return None
    text = room.raw[: 2 * count].decode("utf-16-le", "replace")
    return text if len(text) == count and "\ufffd" not in text else None


def _words(text_page: pypdfium2.PdfTextPage, text: str) -> list[Word]:
    """The words with their places, as seen by whoever reads the page upright."""
    found = list(_WORD.finditer(text))
    turns = Counter(_quarters(text_page, one.start(2)) for one in found[:: max(1, len(found) // _SAMPLED)])
    quarters = turns.most_common(1)[0][0] if turns else 0
    words = []
    for one, box in zip(found, _boxes(text_page, found), strict=True):
        left, top, right, bottom, last_left, last_top, last_right, last_bottom = box
        blank, word = one.groups()
        broke = _breaks(blank, text, one.end(1))
        note = None if quarters or word.isalpha() else _NOTE.search(word)
        if note and _is_raised(text_page, one.start(2), note):
            parting = note.start() or note.end()
            word = f"{word[:parting]} {word[parting:]}"
        words.append(Word(
            _written(word), min(left, last_left), min(bottom, last_bottom), max(right, last_right),
            max(top, last_top), broke, askew=broke and _quarters(text_page, one.start(2)) != quarters,
        ))  # fmt: skip
    return [word.turned(quarters) for word in words] if quarters else words


def _is_raised(text_page: pypdfium2.PdfTextPage, start: int, note: re.Match[str]) -> bool:
    """Whether a number in the word at `start` is the raised one of a note."""
    figure, letter = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page.raw, start + note.start(), figure)
    pdfium.FPDFText_GetLooseCharBox(text_page.raw, start + (note.start() - 1 if note.start() else note.end()), letter)
    return layout.is_raised(figure, letter)


def _boxes(text_page: pypdfium2.PdfTextPage, found: Sequence[re.Match[str]]) -> Iterator[tuple[float, ...]]:
    """The boxes (left, top, right, bottom) of the first and the last character of each word."""
    raw, tell = text_page.raw, pdfium.FPDFText_GetLooseCharBox
    boxes = (pdfium.FS_RECTF * (2 * len(found)))()
    for first, last, one in zip(boxes[::2], boxes[1::2], found, strict=True):
        start, end = one.span(2)
        tell(raw, start, first)
        tell(raw, end - 1, last)
    return _BOXES.iter_unpack(boxes)


def _breaks(blank: str, text: str, start: int) -> bool:
    """Whether a line of the file begins with the word at `start`; pdfium hides that behind its mark for a hyphen."""
    return "\n" in blank or "\r" in blank or (not blank and text[start - 1 : start] in _LINE_HYPHENS)


def _written(word: str) -> str:
    """A word as it is to be stored: halves of one character joined, pdfium's mark for a hyphen made one."""
    if word.isascii() and "\x02" not in word:
        return word
    return _LINE_HYPHEN.sub("-", word.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


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
        if 0 < code <= _LAST_CODE:
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
