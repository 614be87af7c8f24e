"""The setting that names watched folders: `Handbook=/srv/docs;kb_...=/srv/contracts;/srv/manuals`. Pure functions.

A path alone fills a base that is called as its folder.
"""

from dataclasses import dataclass
from pathlib import Path

from appliance.kernel.ids import is_id
from appliance.rooms.knowledge.collections import KnowledgeBase

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """One entry: the base by name or id, and the folder. `wrong` is the code of what is wrong with it."""

    name: str
    path: str
    wrong: str | None = None

    @property
    def base_id(self) -> str | None:
        """The id of the base, when the entry gives that."""
        return self.name if is_id(self.name, KnowledgeBase.prefix) else None


def entries(setting: str, data_dir: Path) -> list[WatchEntry]:
    """Every entry of the setting; one that cannot be used says why and keeps nobody else out."""
    found: dict[tuple[str, str], WatchEntry] = {}
    for part in setting.split(";"):
        if part.strip():
            entry = _entry(part.strip(), data_dir)
            found.setdefault((entry.name, entry.path), entry)
    return list(found.values())


def _entry(text: str, data_dir: Path) -> WatchEntry:
    name, _, path = (part.strip() for part in text.partition("="))
    if text.startswith("/"):
        name, path = Path(text).name, text
    is_half_an_id = name.startswith(f"{KnowledgeBase.prefix}_") and not is_id(name, KnowledgeBase.prefix)
    if not name or not path or len(name) > MOST_NAME or not name.isprintable() or is_half_an_id:
        return WatchEntry(name[:MOST_NAME], path or text, "bad_entry")
    if not path.startswith("/"):
        return WatchEntry(name, path, "not_absolute")
    place, data = Path(path).resolve(), data_dir.resolve()
    if place == data or data in place.parents:
        return WatchEntry(name, str(Path(path)), "own_data")
    return WatchEntry(name, str(Path(path)))
