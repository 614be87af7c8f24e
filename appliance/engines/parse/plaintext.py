"""Plain text of any encoding, kept as it is."""

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.model import Parsed
from appliance.engines.parse.source import Source


def parse(source: Source) -> Parsed:
    """One block, its spaces and line ends kept."""
    document = Document(source.media_type)
    document.block(decode(source.data, source.charset), keep_spaces=True)
    return document.finish()
