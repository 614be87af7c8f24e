"""What Sanic sends for us: status, body and header pairs as bytes, so that nothing is formatted twice."""

import re
from collections.abc import Iterable
from typing import Any

from sanic.response import BaseHTTPResponse

Pairs = list[tuple[bytes, bytes]]
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


def pair(name: str, value: str) -> tuple[bytes, bytes]:
    """One header. Control characters cannot leave the house in it, so no value can begin a second header."""
    return name.encode("ascii"), _UNPRINTABLE.sub("", value).encode("latin-1", "replace")


class Reply(BaseHTTPResponse):
    """A response whose headers are pairs of bytes; Sanic adds Content-Length and Connection in `headers`."""

    __slots__ = ("pairs",)

    def __init__(self, status: int, body: bytes, pairs: Pairs) -> None:  # no super(): this runs once per request
        self.asgi = False
        self.body = body
        self.content_type = None
        self.stream = None
        self.status = status
        self.headers: Any = {}
        self._cookies = None
        self.pairs = pairs

    @property
    def processed_headers(self) -> Iterable[tuple[bytes, bytes]]:  # type: ignore[override]
        """Our pairs and what Sanic put into `headers`."""
        pairs = self.pairs
        for name, value in self.headers.items():
            if value != "":
                pairs.append((name.encode("ascii"), str(value).encode("ascii")))
        return pairs

    def header(self, name: str) -> str | None:
        """The first header of this lower-case name."""
        wanted = name.encode("ascii")
        return next((value.decode("latin-1") for key, value in self.pairs if key == wanted), None)
