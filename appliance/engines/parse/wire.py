"""The form in which a parsed document crosses from the confined child to the server: length-prefixed JSON.

The child is not trusted: everything it says is checked before it becomes a Parsed.
"""

import base64
import struct
from typing import Any

import orjson

from appliance.engines.parse.model import FAILURE_CODES, HeadingSpan, PageSpan, Parsed, ParseFailed, Passage, WebFacts
from appliance.engines.parse.picture import Mark, Picture

HEAD = struct.Struct(">Q")
_BROKEN = "The document could not be read."
_PNG = b"\x89PNG\r\n\x1a\n"


def pack(parsed: Parsed) -> bytes:
    """One frame with a document."""
    web = parsed.web
    return _frame(
        {
            "web": web and [list(web.links), web.base, web.canonical, sorted(web.robots)],
            "scans": parsed.scans,
            "title": parsed.title,
            "text": parsed.text,
            "media_type": parsed.media_type,
            "pages": [(page.number, page.start, page.end) for page in parsed.pages],
            "headings": [(part.level, part.text, part.start, part.end) for part in parsed.headings],
            "passages": [(part.start, part.end, part.page, part.heading, part.last_page) for part in parsed.passages],
        }
    )


def pack_picture(picture: Picture) -> bytes:
    """One frame with the picture of a page."""
    marks = [(mark.left, mark.top, mark.width, mark.height) for mark in picture.marks]
    png = base64.b64encode(picture.png).decode("ascii")
    return _frame({"png": png, "width": picture.width, "height": picture.height, "marks": marks})


def pack_failure(failure: ParseFailed) -> bytes:
    """One frame with a failure."""
    return _frame({"code": failure.code, "message": failure.message})


def _frame(body: dict[str, Any]) -> bytes:
    payload = orjson.dumps(body)
    return HEAD.pack(len(payload)) + payload


def unpack(payload: bytes | bytearray) -> Parsed:
    """The document of a frame's payload; raises ParseFailed for a failure or for nonsense."""
    try:
        body = _body(payload)
        parsed = Parsed(
            _optional(body["title"]),
            _text(body["text"]),
            tuple(PageSpan(_count(n), _count(a), _count(b)) for n, a, b in body["pages"]),
            tuple(HeadingSpan(_count(n), _text(t), _count(a), _count(b)) for n, t, a, b in body["headings"]),
            _text(body["media_type"]),
            tuple(Passage(_count(a), _count(b), _page(p), _text(h), _page(z)) for a, b, p, h, z in body["passages"]),
            web=_web(body["web"]),
            scans=tuple(_count(page) for page in body["scans"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        raise ParseFailed("parser_error", _BROKEN) from error
    _check_spans(parsed)
    return parsed


def unpack_picture(payload: bytes | bytearray) -> Picture:
    """The picture of a frame's payload; raises ParseFailed for a failure or for nonsense."""
    try:
        body = _body(payload)
        png = base64.b64decode(_text(body["png"]), validate=True)
        if not png.startswith(_PNG):
            raise ValueError  # noqa: TRY301 -- nonsense, as any other
        marks = tuple(Mark(*map(_share, four)) for four in body["marks"])
        return Picture(png, _count(body["width"]), _count(body["height"]), marks)
    except (ValueError, TypeError, KeyError) as error:
        raise ParseFailed("parser_error", _BROKEN) from error


def _body(payload: bytes | bytearray) -> Any:
    body = orjson.loads(payload)
    if "code" in body:
        raise failure(body["code"], body["message"])
    return body


def failure(code: object, message: object) -> ParseFailed:
    """A failure as told by the child, or a general one where the child says nothing sensible."""
    if code in FAILURE_CODES and isinstance(message, str):
        return ParseFailed(code, message[:500])  # type: ignore[arg-type]
    return ParseFailed("parser_error", _BROKEN)


def _check_spans(parsed: Parsed) -> None:
    size = len(parsed.text)
    parts: list[PageSpan | HeadingSpan | Passage] = [*parsed.pages, *parsed.headings, *parsed.passages]
    for part in parts:
        if not part.start <= part.end <= size:
            raise ParseFailed("parser_error", _BROKEN)


def _web(told: Any) -> WebFacts | None:
    if told is None:
        return None
    links, base, canonical, robots = told
    words = frozenset(_text(word) for word in robots)
    return WebFacts(tuple(_text(link) for link in links), _optional(base), _optional(canonical), words)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _optional(value: object) -> str | None:
    return None if value is None else _text(value)


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError
    return value


def _share(value: object) -> float:
    if not isinstance(value, float | int) or not 0 <= value <= 1:
        raise TypeError
    return float(value)


def _page(value: object) -> int | None:
    return None if value is None else _count(value)
