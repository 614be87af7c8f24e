"""Where a model is added from: a sentence-transformers folder, or a wheel that carries one. Only plain files are read.

A wheel's files must match the digests that it states itself (RECORD, as the wheel format demands).
"""

import base64
import csv
import hashlib
import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from appliance.engines.embed.safetensors import BadModel

WEIGHTS: Final = "model.safetensors"
NEEDED: Final = ("config.json", WEIGHTS, "vocab.txt")
LARGEST: Final = 4_000_000_000
"""Bytes of one file of a model."""
_PIECE: Final = 1 << 20
_MOST_MEMBERS: Final = 20_000


class Source(Protocol):
    """The files of one model, by their names within it."""

    name: str

    def read(self, name: str) -> bytes | None:
        """A whole file, or None when there is none. BadModel when it is too large or not as stated."""
        ...


def opened(path: Path) -> Source:
    """The model at a path. BadModel when there is none."""
    if path.is_dir():
        return _Folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _Wheel(path)
    raise BadModel(f"{path} is neither a folder nor a wheel")


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self.name = self._path.name
        lacking = [name for name in NEEDED if not (self._path / name).is_file()]
        if lacking:
            raise BadModel(f"{path} lacks {', '.join(lacking)}; weights are taken as safetensors alone")

    def read(self, name: str) -> bytes | None:
        path = self._path / name
        if not path.is_file():
            return None
        if not stat.S_ISREG(path.stat().st_mode) or path.stat().st_size > LARGEST:
            raise BadModel(f"{name} is too large")
        return path.read_bytes()


class _Wheel:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name.partition("-")[0]
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) > _MOST_MEMBERS:
                raise BadModel("the wheel holds too many files")
            self._root = _root(names)
            self._stated = _stated(archive, names)

    def read(self, name: str) -> bytes | None:
        member = str(self._root / name)
        with zipfile.ZipFile(self._path) as archive:
            if member not in archive.namelist():
                return None
            info = archive.getinfo(member)
            if info.file_size > LARGEST or info.file_size > 1_000 * max(info.compress_size, 1_000):
                raise BadModel(f"{name} is too large")
            content = b"".join(_pieces(archive, info))
        stated = self._stated.get(member)
        if stated is None or hashlib.sha256(content).digest() != stated:
            raise BadModel(f"{name} is not the file that the wheel says it is")
        return content


def _root(names: list[str]) -> PurePosixPath:
    held = set(names)
    roots = [PurePosixPath(name).parent for name in names if PurePosixPath(name).name == WEIGHTS]
    whole = [root for root in roots if all(str(root / needed) in held for needed in NEEDED)]
    if len(whole) != 1:
        raise BadModel(f"the wheel must hold one model with {', '.join(NEEDED)}; it holds {len(whole)}")
    return whole[0]


def _stated(archive: zipfile.ZipFile, names: list[str]) -> dict[str, bytes]:
    record = next((name for name in names if name.endswith(".dist-info/RECORD")), None)
    if record is None or archive.getinfo(record).file_size > 10_000_000:  # noqa: PLR2004
        raise BadModel("the wheel states no digests")
    rows = csv.reader(io.StringIO(archive.read(record).decode("utf-8", "replace")))
    return {
        row[0]: base64.urlsafe_b64decode(row[1].removeprefix("sha256=") + "==")
        for row in rows
        if len(row) > 1 and row[1].startswith("sha256=")
    }


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    taken = 0
    with archive.open(info) as file:
        while piece := file.read(_PIECE):
            taken += len(piece)
            if taken > info.file_size:
                raise BadModel("a file of the wheel is larger than stated")
            yield piece
