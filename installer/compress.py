"""Puts a gzipped copy of each of the page's files beside it in the wheel, so that none is compressed at run time."""

import gzip
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SUFFIXES = frozenset({".js", ".css", ".svg", ".json", ".html"})
_LEAST = 512
_NO_TIME = 0  # the wheel of the same sources has the same bytes


class CompressHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's build hook of the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compress into a temporary folder and tell the builder where each copy goes."""
        if self.target_name != "wheel" or version == "editable":
            return
        static, folder = Path(self.root) / "static", Path(tempfile.mkdtemp())
        for number, path in enumerate(sorted(static.rglob("*"))):
            if path.suffix in _SUFFIXES and path.stat().st_size >= _LEAST:
                copy = folder / str(number)
                copy.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=_NO_TIME))
                build_data["force_include"][str(copy)] = f"appliance/static/{path.relative_to(static)}.gz"
