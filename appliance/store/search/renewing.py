"""How far an index has come that is made anew beside the one in use, kept on disk so that a crash costs one batch."""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from appliance.store.search import analysis, swap
from appliance.store.search.schema import SCHEMA_HASH

_ROOM: Final = 1.2
_SPARE: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Note:
    """All changes up to `sequence` and all rows of `kind` up to `after` are in it; kinds before that one are whole."""

    sequence: int
    kind: str = ""
    after: str = ""
    schema_hash: str = SCHEMA_HASH
    analysis_version: int = field(default_factory=lambda: analysis.ANALYSIS_VERSION)

    @classmethod
    def read(cls, folder: Path) -> "Note | None":
        """What was noted by these very rules, or None."""
        try:
            found = cls(**json.loads(swap.beside(folder, swap.NOTE).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return (
            found if (found.schema_hash, found.analysis_version) == (SCHEMA_HASH, analysis.ANALYSIS_VERSION) else None
        )

    def write(self, folder: Path) -> None:
        """Note it, whole or not at all."""
        path = swap.beside(folder, swap.NOTE)
        draft = path.with_name(f"{path.name}.draft")
        draft.write_text(json.dumps(asdict(self)))
        draft.replace(path)

    @staticmethod
    def forget(folder: Path) -> None:
        """Nothing is made anew any more."""
        swap.beside(folder, swap.NOTE).unlink(missing_ok=True)


def has_room(folder: Path) -> bool:
    """Whether the disk can hold the index twice."""
    used = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return shutil.disk_usage(folder).free > used * _ROOM + _SPARE
