"""JSON as indented text, XML as the text of its elements and what their attributes say."""

import json
import re

from lxml import etree

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.markup import local, parse_xml
from appliance.engines.parse.model import Parsed, ParseFailed, clean
from appliance.engines.parse.source import Source

_SILENT = frozenset({"style", "class", "lang", "version", "encoding", "type", "isPermaLink"})
_DECLARED = re.compile(rb"[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)[\"']")
_BLANK = re.compile(r"\s*")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def parse(source: Source) -> Parsed:
    """Raises ParseFailed corrupt for what does not parse or is nested too deeply."""
    document = Document(source.media_type)
    if source.kind == "json":
        document.block(_json(decode(source.data, source.charset)), keep_spaces=True)
    else:
        root = parse_xml(_utf8(source), doctype=True, forgiving=True)
        is_drawing = local(root) == "svg"
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if event == "start" and not is_drawing:
                document.block(_attributes(element))
            document.block((element.text if event == "start" else element.tail) or "")
    return document.finish()


def _attributes(element: etree._Element) -> str:
    """The attributes of data as `name: value; ...`; those that only say how to show or to read it are left out."""
    told = ((str(name), str(value).strip()) for name, value in element.attrib.items())
    return "; ".join(f"{name}: {value}" for name, value in told if value and "}" not in name and name not in _SILENT)


def _utf8(source: Source) -> bytes:
    """XML in UTF-8: libxml2 would load converters for other encodings from files, which the sandbox forbids."""
    told = _DECLARED.match(bytes(source.data[:200]))
    if told is None:
        return bytes(source.data)
    return _DECLARATION.sub("", clean(decode(source.data, source.charset or told[1].decode("ascii")))).encode()


def _json(text: str) -> str:
    """One value after the other, as most files hold one and logs hold one a line; control characters are forgiven."""
    decoder = json.JSONDecoder(parse_constant=str, strict=False)
    text, at, values = clean(text).strip(), 0, []
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            values.append(json.dumps(value, ensure_ascii=False, indent=1))
            at = _BLANK.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
    except RecursionError as error:
        raise ParseFailed("corrupt", "The document is nested too deeply.") from error
    except ValueError as error:
        raise ParseFailed("corrupt", "The file is no valid JSON.") from error
    return "\n".join(values)
