"""Copies of a data folder, which cost little: of the room that it puts by, nobody ever writes a byte."""

import os
import shutil
from pathlib import Path


def copied(template: Path, folder: Path) -> Path:
    """Copy a stopped house's data folder."""
    shutil.copytree(template, folder, ignore=shutil.ignore_patterns("lock"), copy_function=_copy)
    return folder


def _copy(source: str, target: str) -> None:
    if Path(source).name == "reserve":
        os.link(source, target)  # releasing it takes this name away and leaves the others theirs
    else:
        shutil.copy2(source, target)
