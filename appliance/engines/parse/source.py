"""What a parser is given."""

import io
import mmap
from dataclasses import dataclass, field

from appliance.engines.parse.model import ParseFailed


class Budget:
    """What all the documents inside one document may hold together."""

    def __init__(self, size_bytes: int = 200 * 1024 * 1024, count: int = 2_000) -> None:
        self._left = size_bytes
        self._count = count

    def spend(self, size: int) -> None:
        """Take one document of that size. Raises ParseFailed: bomb when there is no room for it."""
        self._left -= size
        self._count -= 1
        if self._left < 0 or self._count < 0:
            raise ParseFailed("bomb", "The file holds far more than its size; it is refused.")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes (mapped, not copied), the kind found, its media type and the character set the sender declared.

    `depth` counts the documents around this one; they share one budget.
    """

    data: bytes | mmap.mmap
    kind: str
    media_type: str
    charset: str | None = None
    filename: str = ""
    depth: int = 0
    budget: Budget = field(default_factory=Budget)


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

    def read(self, size: int | None = -1) -> bytes:
        """No more than there is: a damaged file may ask for sizes that no memory holds."""
        end = None if size is None or size < 0 else self._position + size
        content = bytes(self._data[min(self._position, len(self._data)) : end])
        self._position += len(content)
        return content

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        content = self._data[self._position : self._position + len(buffer)]
        buffer[: len(content)] = content
        self._position += len(content)
        return len(content)
