"""Reads server-sent events (WHATWG HTML, section 9.2.6) from bytes, with a limit on every line and every event."""

from collections.abc import Iterator
from dataclasses import dataclass

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event; `name` is `message` where the server named none."""

    name: str
    data: str
    id: str = ""


class SseFailed(Exception):
    """The stream is not one that can be read on; `too_large` when a limit was passed."""

    def __init__(self, message: str, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


class SseReader:
    """Fed with bytes in any pieces; holds at most one line and one event of `limit` bytes each."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()
        self._seen = 0
        self._data: list[str] = []
        self._size = 0
        self._name = ""
        self._id = ""
        self._first = True

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that are whole with this piece."""
        self._rest += piece
        for line in self._lines():
            event = self._take(line)
            if event is not None:
                yield event

    def finish(self) -> Iterator[ServerEvent]:
        """What the end of the stream completes: a last event without its empty line counts."""
        line, self._rest = bytes(self._rest.rstrip(b"\r")), bytearray()
        event = (self._take(line) if line else None) or self._take(b"")
        if event is not None:
            yield event

    def _lines(self) -> Iterator[bytes]:
        start = 0
        while (end := self._line_end(max(start, self._seen))) is not None:
            cut, after = end
            self._check(cut - start)
            yield bytes(self._rest[start:cut])
            start = self._seen = after
        del self._rest[:start]
        self._seen = max(0, len(self._rest) - 1)
        self._check(len(self._rest))

    def _line_end(self, start: int) -> tuple[int, int] | None:
        feed = self._rest.find(b"\n", start)
        back = self._rest.find(b"\r", start, None if feed < 0 else feed)
        if back < 0:
            return None if feed < 0 else (feed, feed + 1)
        if back + 1 == len(self._rest):
            return None  # The other half of a line end may come with the next piece.
        return back, back + 2 if self._rest[back + 1] == ord("\n") else back + 1

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise SseFailed(f"a line or event of the stream is larger than {self._limit} bytes", too_large=True)

    def _take(self, line: bytes) -> ServerEvent | None:
        if self._first:
            self._first, line = False, line.removeprefix(BOM)
        if not line:
            return self._dispatch()
        try:
            name, _, value = line.decode("utf-8").partition(":")
        except UnicodeDecodeError as failure:
            raise SseFailed("the stream is not UTF-8") from failure
        value = value.removeprefix(" ")
        if name == "data":
            self._size += len(line)
            self._check(self._size)
            self._data.append(value)
        elif name == "event":
            self._name = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None

    def _dispatch(self) -> ServerEvent | None:
        data, self._data, self._size = self._data, [], 0
        name, self._name = self._name, ""
        return ServerEvent(name or "message", "\n".join(data), self._id) if data else None
