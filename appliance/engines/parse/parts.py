"""Documents inside documents: attachments and members of archives, read by the same parsers and appended to the whole.

What cannot be read is named with its reason and costs the others nothing; a bomb refuses the whole.
"""

from collections.abc import Iterable
from typing import Final

from appliance.engines.parse.document import Document
from appliance.engines.parse.model import ParseFailed
from appliance.engines.parse.registry import read_bytes
from appliance.engines.parse.source import Source

_MAX_DEPTH: Final = 3
Part = tuple[str, str, bytes | ParseFailed]
"""Name, declared media type (may be empty) and content, or why it has none."""


def append_parts(document: Document, outer: Source, parts: Iterable[Part]) -> None:
    """Append every part under a heading of its name. Raises ParseFailed: bomb."""
    for name, media_type, content in parts:
        document.heading(outer.depth + 1, name)
        append_part(document, outer, (name, media_type, content))


def append_part(document: Document, outer: Source, part: Part) -> None:
    """Append one part without a heading. Raises ParseFailed: bomb."""
    name, media_type, content = part
    if isinstance(content, ParseFailed):
        document.block(f"[Not read: {content.message}]")
        return
    outer.budget.spend(len(content))
    if outer.depth >= _MAX_DEPTH:
        document.block("[Not read: it lies too deep inside other files.]")
        return
    try:
        parsed = read_bytes(content, name, media_type, (outer.depth + 1, outer.budget))
    except ParseFailed as failed:
        if failed.code == "bomb":
            raise
        document.block(f"[Not read: {failed.message}]")
    else:
        document.nested(parsed, outer.depth + 1)
