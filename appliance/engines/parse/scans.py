"""Pages of a document that are pictures, read by OCR and put among the others, at their place."""

from collections.abc import Sequence

from appliance.engines.parse.chunk import passages
from appliance.engines.parse.document import Document
from appliance.engines.parse.model import PageSpan, Parsed


def with_scans(parsed: Parsed, read: Parsed, *, tokens: int, overlap: int) -> Parsed:
    """The whole document. `read` holds the pages `parsed.scans` in their order; nothing of it may be missing."""
    found = _texts(read, len(parsed.scans))
    by_number = dict(zip(parsed.scans, found, strict=False))
    document = Document(parsed.media_type)
    document.title = parsed.title
    waiting = list(parsed.headings)
    for page in parsed.pages:
        with document.on_page(page.number):
            text = by_number.get(page.number) or parsed.text[page.start : page.end]
            start, _ = document.block(text, keep_spaces=True)
            while waiting and page.start <= waiting[0].start < page.end:
                heading, shift = waiting.pop(0), start - page.start
                document.mark_heading(heading.level, heading.start + shift, heading.end + shift)
    whole = document.finish()
    return Parsed(
        whole.title, whole.text, whole.pages, whole.headings, whole.media_type,
        passages(whole.text, whole.headings, whole.pages, tokens=tokens, overlap=overlap),
    )  # fmt: skip


def on_one_page(read: Parsed, *, tokens: int, overlap: int) -> Parsed:
    """A scan of a single page: nothing in what was read says where its page begins."""
    blank = Parsed("", "", (PageSpan(1, 0, 0),), (), read.media_type, (), scans=(1,))
    return with_scans(blank, read, tokens=tokens, overlap=overlap)


def _texts(read: Parsed, count: int) -> Sequence[str]:
    if count == 1:
        return [read.text]
    return [read.text[page.start : page.end] for page in read.pages]
