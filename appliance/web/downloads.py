"""Files of the store as attachments: ranges, conditional requests, and names that cannot break out of the header."""

import asyncio
import re
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from appliance.kernel.problem import BadRequest
from appliance.kernel.visit import Download
from appliance.web.headers import HeaderRules
from appliance.web.reply import Pairs, Reply, pair

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")
_CHUNK = 262_144
_SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


class RangeNotSatisfiable(BadRequest):
    """RFC 9110, section 15.5.17."""

    status = 416
    message = "The file does not reach that far"


def disposition(filename: str) -> str:
    """`attachment` with the name in both notations of RFC 6266; the plain one is ASCII without quotes."""
    clean = "".join(letter for letter in filename if letter.isprintable()) or "file"
    plain = re.sub(r'["\\%;/]', "_", clean.encode("ascii", "replace").decode().replace("?", "_"))
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='', errors='replace')}"


def span(asked: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range, or None for the whole. Several ranges are answered with the whole."""
    match = _RANGE.match(asked or "")
    if match is None or not (match[1] or match[2]):
        return None
    if match[1]:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
    else:
        first, last = max(0, size - int(match[2])), size - 1
    if first > last or first >= size:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}"})
    return first, last


def head_of(file: Download, request: Any, rules: HeaderRules) -> tuple[int, Pairs, tuple[int, int]]:
    """Status, headers and the bytes to send."""
    headers = request.headers
    pairs = [one for one in rules.api if one[0] != b"content-security-policy"]
    pairs += [
        pair("content-type", file.media_type or "application/octet-stream"),
        pair("content-disposition", disposition(file.filename)),
        pair("content-security-policy", _SANDBOX),
        pair("accept-ranges", "bytes"),
    ]
    etag = file.etag
    if etag is not None:
        pairs.append(pair("etag", etag))
        if etag in headers.get("if-none-match", ""):
            return 304, pairs, (0, -1)
    is_same = "if-range" not in headers or headers["if-range"] == etag
    found = span(headers.get("range"), file.size) if is_same else None
    if found is None:
        return 200, pairs, (0, file.size - 1)
    pairs.append(pair("content-range", f"bytes {found[0]}-{found[1]}/{file.size}"))
    return 206, pairs, found


async def send(file: Download, request: Any, rules: HeaderRules, more: Pairs) -> Reply:
    """Answer a file. Small ones in one piece, large ones as they are read."""
    status, pairs, (first, last) = head_of(file, request, rules)
    length = last - first + 1
    reply = Reply(status, b"", [*pairs, *more])
    if length <= _CHUNK or request.method == "HEAD":
        if request.method != "HEAD" and length > 0:
            reply.body = await asyncio.to_thread(_piece, file, first, length)
        elif status != 304:  # noqa: PLR2004 -- nothing is said of the length of what is not sent
            reply.headers["content-length"] = max(length, 0)
        return reply
    reply.headers["content-length"] = length
    await request.respond(reply)
    with file.path.open("rb") as opened:
        opened.seek(first)
        for size in _sizes(length):
            await reply.send(await asyncio.to_thread(_read, opened, size))
    return reply


def _piece(file: Download, first: int, length: int) -> bytes:
    with file.path.open("rb") as opened:
        opened.seek(first)
        return _read(opened, length)


def _read(opened: IO[bytes], size: int) -> bytes:
    data = opened.read(size)
    if len(data) != size:
        raise OSError("the file is shorter than its row says")
    return data


def _sizes(length: int) -> Iterator[int]:
    for start in range(0, length, _CHUNK):
        yield min(_CHUNK, length - start)
