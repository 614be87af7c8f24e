"""Puts a rebuilt folder in the place of the old one; after a crash at any step one whole index is left.

Steps: build `<name>.new`, flush it, rename `<name>` to `<name>.old`, rename `.new` to `<name>`, remove `.old`.
"""

import os
import shutil
from pathlib import Path

NOTE = ".new.json"
"""How far a `.new` has come that is built in steps, so that it goes on after a crash."""


def beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(folder.name + suffix)


def settle(folder: Path) -> None:
    """Finishes a swap that had begun, undoes one that had not. A `.new` without `.old` was never whole.

    It is left where it is when a note tells how far it has come.
    """
    new, old = beside(folder, ".new"), beside(folder, ".old")
    if not folder.exists() and old.exists():
        (new if new.exists() else old).rename(folder)
        flush(folder.parent)
    note = beside(folder, NOTE)
    if not new.exists():
        note.unlink(missing_ok=True)
    for leftover in (old,) if note.exists() else (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def swap(folder: Path) -> None:
    """Puts `<name>.new` in the folder's place. Nobody may have the old index open for writing."""
    new, old = beside(folder, ".new"), beside(folder, ".old")
    for path in new.iterdir():
        flush(path)
    flush(new)
    if folder.exists():
        folder.rename(old)
    new.rename(folder)
    flush(folder.parent)
    if old.exists():
        shutil.rmtree(old)


def flush(path: Path) -> None:
    """Makes a file or the names in a folder safe against power loss."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
