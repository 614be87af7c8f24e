"""Walks a folder in the order of its paths, so that a walk goes on behind any path and compares with a sorted table.

Memory is one listing for each level. Links are passed over, and so is what is hidden, temporary or a lock.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from appliance.kernel import current

MOST_LEVELS: Final = 32
_LEFT_OUT: Final = frozenset({
    "thumbs.db", "desktop.ini", "$recycle.bin", "system volume information", "lost+found", "@eadir", "#recycle",
    "__macosx",
})  # fmt: skip
_BEFORE: Final = (".", "~$")
_BEHIND: Final = (
    "~", ".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".swp", ".swo", ".lock",
    ".lck", ".laccdb", ".ldb",
)  # fmt: skip
_NO_DOCUMENTS: Final = frozenset(
    [
        "3gp",
        "aac",
        "aiff",
        "apk",
        "appimage",
        "avi",
        "bin",
        "bkf",
        "class",
        "db",
        "deb",
        "dll",
        "dmg",
        "dwg",
        "dylib",
        "dxf",
        "exe",
        "flac",
        "flv",
        "iso",
        "jar",
        "lib",
        "lnk",
        "m4a",
        "m4v",
        "mdb",
        "mdf",
        "midi",
        "mkv",
        "mov",
        "mp3",
        "mp4",
        "mpeg",
        "mpg",
        "msi",
        "msu",
        "o",
        "obj",
        "ogg",
        "ogv",
        "opus",
        "ost",
        "otf",
        "pdb",
        "pst",
        "psd",
        "pyc",
        "qcow2",
        "rpm",
        "so",
        "sqlite",
        "sys",
        "ttf",
        "vdi",
        "vhd",
        "vhdx",
        "vmdk",
        "vmem",
        "wav",
        "webm",
        "wim",
        "wma",
        "wmv",
        "woff",
        "woff2",
    ]
)


class Unusable(Exception):
    """The folder cannot be walked; `code` is missing, not_a_folder, denied or unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Seen:
    """A file: its path within the folder as it is shown, where it is, and what tells whether it has changed."""

    path: str
    place: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of a listing. `key` sorts it as the paths below it sort."""

    key: str
    name: str
    is_folder: bool


@dataclass(slots=True)
class Walk:
    """One pass. Afterwards `passed_over` counts what was left out, and `shut` names what could not be looked into."""

    root: Path
    without: frozenset[str] = frozenset()  # folders that are never entered, as they are on the disk
    passed_over: int = 0
    shut: list[str] = field(default_factory=list)

    def behind(self, path: str = "") -> Iterator[Seen]:
        """The files whose paths sort behind this one, in that order. Unusable when there is no folder to walk.

        Blocks for the disk, which may be somebody else's and far away; never inside a unit.
        """
        current.forbid_in_unit("walking a folder")
        try:
            entries = self._listing(str(self.root))
        except OSError as error:
            raise Unusable(_code(error)) from error
        yield from self._below(str(self.root), "", entries, path, 1)

    def _below(self, place: str, shown: str, entries: list[_Entry], after: str, level: int) -> Iterator[Seen]:
        for entry in entries:
            path, where = shown + entry.key, f"{place}/{entry.name}"
            if entry.is_folder:
                if path <= after and not after.startswith(path):
                    continue
                yield from self._inside(where, path, after, level)
            elif path > after and (seen := self._file(path, where)) is not None:
                yield seen

    def _inside(self, place: str, path: str, after: str, level: int) -> Iterator[Seen]:
        if place in self.without:
            return
        if level >= MOST_LEVELS:
            self.shut.append(path)
            return
        try:
            entries = self._listing(place)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError:
            self.shut.append(path)
            return
        yield from self._below(place, path, entries, after, level + 1)

    def _listing(self, place: str) -> list[_Entry]:
        found = []
        with os.scandir(place) as listing:
            for one in listing:
                if is_passed_over(one.name) or one.is_symlink():
                    self.passed_over += 1
                    continue
                is_folder = one.is_dir(follow_symlinks=False)
                found.append(_Entry(_shown(one.name) + ("/" if is_folder else ""), one.name, is_folder))
        return sorted(found, key=lambda entry: entry.key)

    def _file(self, path: str, place: str) -> Seen | None:
        try:
            facts = os.lstat(place)
        except FileNotFoundError:
            return None
        except OSError:
            self.shut.append(path)
            return None
        if not stat.S_ISREG(facts.st_mode):
            self.passed_over += 1
            return None
        return Seen(path, place, facts.st_size, facts.st_mtime_ns)


def is_passed_over(name: str) -> bool:
    """Whether a name is hidden, temporary, a lock, or a file server's own."""
    low = name.casefold()
    return low in _LEFT_OUT or low.startswith(_BEFORE) or low.endswith(_BEHIND)


def no_document(name: str) -> bool:
    """Whether the ending says that there is no text in it, so that a film of some gigabytes is not even read."""
    return name.rpartition(".")[2].casefold() in _NO_DOCUMENTS and "." in name


def _shown(name: str) -> str:
    """A name as the database can keep it: bytes that are no UTF-8 are written out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _code(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "missing"
    if isinstance(error, NotADirectoryError):
        return "not_a_folder"
    return "denied" if isinstance(error, PermissionError) else "unreadable"
