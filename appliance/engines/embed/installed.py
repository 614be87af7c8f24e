"""The models in the data folder: one folder each with `model.json`, `weights.f32` and `vocab.txt`, never changed.

A graph for onnxruntime may be laid beside them later, and `model.json` then states its digest too.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
ABOUT: Final = "model.json"
WEIGHTS: Final = "weights.f32"
VOCABULARY: Final = "vocab.txt"
GRAPH: Final = "graph.onnx"
BUILDING: Final = ".new-"


@dataclass(frozen=True, slots=True)
class Installed:
    """One model on this machine. `languages` are those it was trained for; () when it does not say."""

    folder: Path
    name: str
    digest: str
    dimensions: int
    most_tokens: int
    languages: tuple[str, ...]
    license: str
    size_bytes: int
    added_at: int
    about: dict[str, Any]

    @property
    def id(self) -> str:
        """What its vectors are kept under: they belong to these very weights."""
        return f"{self.name}@{self.digest[:12]}"


def models(folder: Path) -> list[Installed]:
    """The models of a data folder, the newest first; what is no whole model is passed over."""
    if not (folder / "models").is_dir():
        return []
    found = [one for path in (folder / "models").iterdir() if (one := read(path)) is not None]
    return sorted(found, key=lambda one: (-one.added_at, one.name))


def read(path: Path) -> Installed | None:
    """The model in a folder, or None."""
    if path.name.startswith(BUILDING):
        return None
    try:
        said = json.loads((path / ABOUT).read_bytes())
        if said["format"] != FORMAT:
            return None
        return Installed(
            path, said["name"], said["digest"], said["dimensions"], said["most_tokens"], tuple(said["languages"]),
            said["license"], (path / WEIGHTS).stat().st_size, said["added_at"], said,
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def chosen(found: Sequence[Installed], wanted: str) -> Installed | None:
    """The wanted model by name, or the newest when none is named."""
    return next((one for one in found if not wanted or one.name == wanted), None)


def remove(folder: Path, name: str) -> bool:
    """Remove a model's files; False when there is none of this name."""
    known = next((one for one in models(folder) if one.name == name), None)
    if known is None:
        return False
    gone = known.folder.with_name(f"{BUILDING}{known.folder.name}-removed")
    known.folder.rename(gone)
    shutil.rmtree(gone)
    return True
