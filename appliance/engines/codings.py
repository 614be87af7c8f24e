"""Content codings of HTTP (RFC 9110 section 8.4.1): what a server packed is unpacked piece by piece, never at once."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Final

PIECE: Final = 64 * 1024
_BOTH: Final = 47  # zlib or gzip, told by the first bytes
_RAW: Final = -15


class BadCoding(ValueError):
    """A coding that is not known, or bytes that are not in it."""


class Unpacker:
    """Feed it what comes; it gives back pieces of 64 KiB at most, so whoever counts them can stop a bomb early."""

    def __init__(self, coding: str) -> None:
        name = coding.strip().lower()
        if name not in _ENGINES:
            raise BadCoding(f"the coding {name[:40]!r} is not known")
        self._name = name
        self._engine: Any = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What these bytes unpack to. BadCoding when they are damaged."""
        if self._engine is None:
            self._engine = _ENGINES[self._name](data)
        try:
            while data and not self._engine.eof:
                yield self._engine.decompress(data, PIECE)
                data = self._engine.unconsumed_tail
        except zlib.error:
            raise BadCoding("the answer is damaged") from None

    def finish(self) -> None:
        """BadCoding when the end is missing."""
        if self._engine is not None and not self._engine.eof:
            raise BadCoding("the answer is cut off")


def _deflate(data: bytes) -> Any:
    """Some servers send the bare stream where the standard asks for a zlib one; the first two bytes tell."""
    is_zlib = len(data) > 1 and data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
    return zlib.decompressobj(_BOTH if is_zlib else _RAW)


def _gzip(_: bytes) -> Any:
    return zlib.decompressobj(_BOTH)


_ENGINES: Final[dict[str, Callable[[bytes], Any]]] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate}
