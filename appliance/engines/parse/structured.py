"""JSON as indented text, XML as the text of its elements."""

import json

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.markup import parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed, clean
from appliance.engines.parse.source import Source


def parse(source: Source) -> Parsed:
    """Raises ParseFailed corrupt for what does not parse or is nested too deeply."""
    document = Document(source.media_type)
    if source.kind == "json":
        document.block(_json(decode(source.data, source.charset)), keep_spaces=True)
    else:
        root = parse_xml(bytes(source.data), doctype=True)
        for text in root.itertext():
            document.block(text)
    return document.finish()


def _json(text: str) -> str:
    try:
        value = json.loads(clean(text), parse_constant=str)
        return json.dumps(value, ensure_ascii=False, indent=1)
    except RecursionError as error:
        raise ParseFailed("corrupt", "The document is nested too deeply.") from error
    except ValueError as error:
        raise ParseFailed("corrupt", "The file is no valid JSON.") from error
