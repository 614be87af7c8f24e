"""Files by the SHA-256 of their content: written aside, synced, renamed; never overwritten, never half there."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from appliance.kernel import clock, current
from appliance.store import reserve


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Incoming:
    """A file being received. Leaving it without `keep` removes every trace."""

    def __init__(self, files: "Files") -> None:
        self._files = files
        self._temporary = files.incoming / secrets.token_hex(16)
        self._file = self._temporary.open("xb")
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def write(self, data: bytes) -> None:
        """Append; StorageFull when the disk has no room."""
        try:
            self._file.write(data)
        except OSError as error:
            raise _translated(error) from error
        self._hash.update(data)
        self.size += len(data)

    def keep(self) -> str:
        """Sync and move to its place; the answer is the SHA-256 in hexadecimal. Blocks for the disk."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _translated(error) from error
        self._file.close()
        sha256 = self._hash.hexdigest()
        place = self._files.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.utime(self._temporary)
        self._temporary.rename(place)
        sync_folder(place.parent)
        return sha256

    def drop(self) -> None:
        """Forget it, unless it was kept."""
        self._file.close()
        self._temporary.unlink(missing_ok=True)


def _translated(error: OSError) -> Exception:
    return reserve.full() if error.errno in reserve.NO_SPACE else error


class Files:
    """The folder of blobs. A row may point to a blob only after `keep` returned; orphans are swept by age."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.incoming = root / "incoming"
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        for leftover in self.incoming.iterdir():
            leftover.unlink()

    def path(self, sha256: str) -> Path:
        """Where the blob lies, or would lie. The digest is made by us, never a name from outside."""
        if len(sha256) != 64 or not sha256.isalnum():  # noqa: PLR2004 -- 64 hexadecimal digits
            raise ValueError("not a digest")
        return self._root / sha256[:2] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether the blob is there."""
        return self.path(sha256).exists()

    def receive(self) -> Incoming:
        """Begin to receive a file."""
        current.forbid_in_unit("receiving a file")
        reserve.refuse_growth()
        try:
            return Incoming(self)
        except OSError as error:
            raise _translated(error) from error

    def put(self, data: bytes) -> str:
        """Keep bytes as a blob; the answer is the SHA-256. Blocks for the disk."""
        with self.receive() as incoming:
            incoming.write(data)
            return incoming.keep()

    def sweep(self, live: Iterable[str], older_than_ms: int = clock.DAY) -> int:
        """Remove blobs that no row claims and that are older than this; the answer counts them."""
        claimed, limit, removed = set(live), clock.now_ms() - older_than_ms, 0
        for folder in self._root.iterdir():
            if folder == self.incoming or not folder.is_dir():
                continue
            for blob in folder.iterdir():
                if blob.name not in claimed and blob.stat().st_mtime * 1000 < limit:
                    blob.unlink(missing_ok=True)
                    removed += 1
        return removed
