"""JSON as indented text, XML as the text of its elements."""

import json
import re

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.markup import parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed, clean
from appliance.engines.parse.source import Source

_DECLARED = re.compile(rb"[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def parse(source: Source) -> Parsed:
    """Raises ParseFailed corrupt for what does not parse or is nested too deeply."""
    document = Document(source.media_type)
    if source.kind == "json":
        document.block(_json(decode(source.data, source.charset)), keep_spaces=True)
    else:
        for text in parse_xml(_utf8(source), doctype=True).itertext():
            document.block(text)
    return document.finish()


def _utf8(source: Source) -> bytes:
    """XML in UTF-8: libxml2 would load converters for other encodings from files, which the sandbox forbids."""
    told = _DECLARED.match(bytes(source.data[:200]))
    if told is None:
        return bytes(source.data)
    return _DECLARATION.sub("", clean(decode(source.data, source.charset or told[1].decode("ascii")))).encode()


def _json(text: str) -> str:
    try:
        value = json.loads(clean(text), parse_constant=str)
        return json.dumps(value, ensure_ascii=False, indent=1)
    except RecursionError as error:
        raise ParseFailed("corrupt", "The document is nested too deeply.") from error
    except ValueError as error:
        raise ParseFailed("corrupt", "The file is no valid JSON.") from error
