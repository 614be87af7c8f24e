"""Plain text of any encoding, kept as it is. Form feeds part pages, as in print files and in what OCR writes."""

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.source import Source

_MAX_PAGES = 20_000


def parse(source: Source) -> Parsed:
    """One block a page, its spaces and line ends kept."""
    document = Document(source.media_type)
    text = decode(source.data, source.charset)
    pages = text.removesuffix("\f").split("\f")
    if not 1 < len(pages) <= _MAX_PAGES:
        document.block(text, keep_spaces=True)
        return document.finish()
    for number, page in enumerate(pages, 1):
        with document.on_page(number):
            document.block(page, keep_spaces=True)
    return document.finish()
