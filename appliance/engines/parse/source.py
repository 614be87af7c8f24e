"""What a parser is given."""

import io
import mmap
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes (mapped, not copied), the kind found, its media type and the character set the sender declared."""

    data: bytes | mmap.mmap
    kind: str
    media_type: str
    charset: str | None = None


class Mapped(io.RawIOBase):
    """A seekable file over mapped memory, without a copy of it."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = memoryview(data)
        self._position = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = max(0, offset + (0, self._position, len(self._data))[whence])
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        content = self._data[self._position : self._position + len(buffer)]
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)
