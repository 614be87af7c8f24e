"""The cellar: everything that is kept. One data folder, one process that holds its lock."""

import fcntl
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from appliance.kernel.problem import Unavailable
from appliance.store import database as databases
from appliance.store import reserve as reserves
from appliance.store.database import Database
from appliance.store.files import Files
from appliance.store.journal import Journal
from appliance.store.keys import Keys
from appliance.store.reserve import Reserve

if TYPE_CHECKING:
    from appliance.store.search import SearchIndex


class DataLocked(Exception):
    """Another process holds the data folder."""


@dataclass
class Store:
    """What is open: database, files, keys, journals, and the search index once it is."""

    folder: Path
    database: Database
    files: Files
    keys: Keys
    journal: Journal
    reserve: Reserve
    lock: int
    _index: "SearchIndex | None" = field(default=None)
    doubt: Callable[[], object] = lambda: None
    """Called by whoever finds the index broken while it searches; whoever keeps it looks at its files then."""

    @property
    def index(self) -> "SearchIndex":
        if self._index is None:
            raise Unavailable("The search index is being opened or rebuilt; try again shortly")
        return self._index

    @index.setter
    def index(self, index: "SearchIndex") -> None:
        self._index = index

    def drop_index(self) -> None:
        """Close the index. Until another one is set, search says that it is being built."""
        dropped, self._index = self._index, None
        if dropped is not None:
            dropped.close()

    @property
    def has_index(self) -> bool:
        return self._index is not None

    def close(self) -> None:
        """Close in the order of need: the writer last, then the lock."""
        global _opened  # noqa: PLW0603 -- one process keeps one house
        self.drop_index()
        self.database.close()
        databases.use(None)
        reserves.use(None)
        os.close(self.lock)
        _opened = None


_opened: Store | None = None


def opened() -> Store:
    """The open store; RuntimeError before start and after the end."""
    if _opened is None:
        raise RuntimeError("no data folder is open")
    return _opened


def lock_folder(folder: Path) -> int:
    """Hold the folder for this process, or raise DataLocked. The kernel lets go when the process ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise DataLocked(f"another process is using {folder}") from None
    return descriptor


def open_store(folder: Path, key_file: Path | None = None) -> Store:
    """Take the lock, migrate, and open everything but the index, which `work` opens and rebuilds."""
    global _opened  # noqa: PLW0603 -- one process keeps one house
    lock = lock_folder(folder)
    try:
        reserve = Reserve(folder / "reserve")
        reserves.use(reserve)
        keys = Keys.open(folder / "keys", key_file)
        database = Database(folder / "main.db")
    except BaseException:
        reserves.use(None)
        os.close(lock)
        raise
    databases.use(database)
    _opened = Store(folder, database, Files(folder / "files"), keys, Journal(folder / "journal"), reserve, lock)
    return _opened
