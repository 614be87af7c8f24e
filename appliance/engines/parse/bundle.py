"""Archives (ZIP, TAR, gzip, bzip2, xz): every readable member under a heading of its path, within limits."""

import bz2
import lzma
import posixpath
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any, Final

from appliance.engines.parse.archive import MAX_ENTRY, MAX_TOTAL, Archive
from appliance.engines.parse.claims import never_read
from appliance.engines.parse.document import Document
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.parts import Part, append_parts
from appliance.engines.parse.source import Mapped, Source

_BLOCK: Final = 1024 * 1024
_RATIO: Final = 200
_CORRUPT: Final = "The archive is damaged or cut off."
_BOMB: Final = "The file inflates to far more than its size; it is refused."
_ENDINGS: Final = {"tgz": ".tar", "tbz2": ".tar", "txz": ".tar"}


def parse(source: Source) -> Parsed:
    """Raises ParseFailed: corrupt, bomb, encrypted, or empty when no member could be read."""
    document = Document(source.media_type)
    append_parts(document, source, _MEMBERS[source.kind](source))
    return document.finish()


def _zip(source: Source) -> Iterator[Part]:
    """A member that fails is told with its reason; the whole fails where every one does."""
    archive, failed, is_read = Archive(source.data), None, False
    for name in filter(_wanted, archive.names()):
        refusal = never_read(name)
        content = refusal or _member(archive, name)
        if isinstance(content, bytes):
            is_read = True
        elif refusal is None:
            failed = failed or content
        yield name, "", content
    if failed is not None and not is_read:
        raise failed


def _member(archive: Archive, name: str) -> bytes | ParseFailed:
    try:
        return archive.read(name)
    except ParseFailed as failed:
        if failed.code == "bomb":
            raise
        return failed


def _tar(source: Source) -> Iterator[Part]:
    return _tar_members(source.data)


def _tar_members(data: Any) -> Iterator[Part]:
    try:
        with tarfile.open(fileobj=Mapped(data), mode="r:") as archive:
            for entry in archive:
                if entry.isreg() and _wanted(entry.name):
                    yield entry.name, "", _tar_content(archive, entry)
    except (tarfile.TarError, ValueError, OverflowError, EOFError, OSError) as error:
        raise ParseFailed("corrupt", _CORRUPT) from error


def _tar_content(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if entry.size > MAX_ENTRY:
        raise ParseFailed("bomb", _BOMB)
    stream = archive.extractfile(entry)
    return stream.read() if stream is not None else b""


def _packed(source: Source) -> Iterator[Part]:
    content = _inflated(source)
    if content[257:262] == b"ustar":
        yield from _tar_members(content)
        return
    name = posixpath.basename(source.filename.replace("\\", "/")) or "content"
    stem, _, ending = name.rpartition(".")
    yield (stem or name) + _ENDINGS.get(ending.lower(), ""), "", content


def _inflated(source: Source) -> bytes:
    """The whole content, held to the limits while it inflates."""
    engine: Any = {"gz": lambda: zlib.decompressobj(31), "bz2": bz2.BZ2Decompressor, "xz": lzma.LZMADecompressor}[
        source.kind
    ]()
    parts, size, view = [], 0, memoryview(source.data)
    allowed = min(MAX_TOTAL, max(_BLOCK, _RATIO * len(view)))
    try:
        for at in range(0, len(view), _BLOCK):
            part = engine.decompress(bytes(view[at : at + _BLOCK]), allowed - size + 1)
            size += len(part)
            if size > allowed:
                raise ParseFailed("bomb", _BOMB)
            parts.append(part)
            if engine.eof:
                break
    except (zlib.error, OSError, EOFError, lzma.LZMAError, MemoryError, ValueError) as error:
        raise ParseFailed("corrupt", _CORRUPT) from error
    if not engine.eof:
        raise ParseFailed("corrupt", _CORRUPT)
    return b"".join(parts)


def _wanted(name: str) -> bool:
    """Whether a member is a file that a person put there, not what a system leaves beside it."""
    parts = name.replace("\\", "/").split("/")
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts if part not in {".", ".."})
    return not name.endswith("/") and not hidden and parts[-1].lower() not in {"thumbs.db", "desktop.ini"}


_MEMBERS: Final = {"zip": _zip, "tar": _tar, "gz": _packed, "bz2": _packed, "xz": _packed}
