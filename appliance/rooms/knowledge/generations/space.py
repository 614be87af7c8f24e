"""Whether the disk has room for another generation, in numbers that people can act on."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import generations
from appliance.store import opened
from appliance.store.unit import reading_connection

SPARE: Final = 256 << 20
"""Bytes that stay free for everything else."""
_SAMPLE: Final = """
SELECT avg(length(CAST(text AS BLOB))) FROM (SELECT c.text FROM documents_document d
  JOIN documents_chunk c ON c.document_id = d.id WHERE d.knowledge_base_id = ? LIMIT 200)
"""
_TEXT: Final = 1.5
"""A passage takes its text, and about half of it again in the index."""
_ROW: Final = 400
"""Bytes of a passage beside its text: its row, its keys in three indexes."""
_VECTOR: Final = 150
"""Bytes of a vector beside its numbers, of one byte each."""
_LIKELY: Final = 1_536
"""Numbers of a vector whose model has not answered yet."""


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes that a generation needs, and those that may be used."""

    needed: int
    free: int

    @property
    def is_enough(self) -> bool:
        return self.needed <= self.free

    def said(self) -> str:
        """Both numbers in a sentence."""
        return f"It needs about {_mb(self.needed)} MB of disk, and {_mb(self.free)} MB may be used"

    def details(self) -> Mapping[str, int]:
        """Both numbers for a program."""
        return {"bytes_needed": self.needed, "bytes_free": self.free}


def of(base_id: str, org_id: str, model: str | None) -> Space:
    """What another generation of a base takes, by the passages that it has now."""
    passages = sum(count for _, count in collections.counts(base_id).values())
    found: Any = reading_connection().execute(_SAMPLE, (base_id,)).fetchall()
    each = _ROW + _TEXT * (found[0][0] or 0)
    if model is not None:
        active = generations.known(model, org_id)
        each += _VECTOR + (active.dimensions if active is not None and active.dimensions else _LIKELY)
    return Space(round(passages * each), max(0, shutil.disk_usage(opened().folder).free - SPARE))


def _mb(count: int) -> str:
    return f"{count / 1e6:,.1f}"
