"""Opening SQLite through apsw, and only so: a second SQLite library in the process would destroy the file.

Every connection has a busy timeout. The writer commits with synchronous=FULL; readers cannot write.
"""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase

LEAST_SQLITE = (3, 51, 3)  # 3.7.0 to 3.51.2 can corrupt a database when connections race at a checkpoint
BUSY_SECONDS = 10.0
_MOST_KNOWN = 4_096
_WAL_LIMIT = 64 * 1024 * 1024

_COMMON = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA mmap_size=0",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-8000",
)
_WRITER = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    f"PRAGMA journal_size_limit={_WAL_LIMIT}",
    "PRAGMA secure_delete=FAST",
)
_READER = ("PRAGMA query_only=ON",)


def sqlite_version() -> str:
    """The version of the SQLite that apsw brings."""
    return apsw.sqlite_lib_version()


def check_sqlite() -> None:
    """RuntimeError when the SQLite in apsw is one that can lose data."""
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < LEAST_SQLITE:
        raise RuntimeError(f"SQLite {apsw.sqlite_lib_version()} can corrupt data; 3.51.3 or newer is needed")


def let_go(error: BaseException) -> None:
    """Free the statements that the frames of a failure hold.

    An error keeps its frames, they keep their cursors, and a cursor that was not read to its end keeps its connection
    at the state of its first row: whatever is read there afterwards would be old for as long as the error is kept.
    """
    seen: BaseException | None = error
    while seen is not None:
        traceback.clear_frames(seen.__traceback__)
        seen = seen.__context__


class House(APSWDatabase):
    """One peewee database whose connections differ by thread: the writer's, and the readers' that only read."""

    def __init__(self, path: Path) -> None:
        check_sqlite()
        super().__init__(str(path), timeout=BUSY_SECONDS)

    def connect_writer(self) -> apsw.Connection:
        """Open this thread's connection for writing."""
        return self._open(_COMMON + _WRITER)

    def connect_reader(self) -> apsw.Connection:
        """Open this thread's connection for reading; a write on it fails loudly."""
        return self._open(_COMMON + _READER)

    def _open(self, pragmas: tuple[str, ...]) -> apsw.Connection:
        self.connect()
        connection: apsw.Connection = self.connection()
        for pragma in pragmas:
            connection.execute(pragma)
        return connection


class Raw:
    """The read-only connection of the event loop's hot path: prepared statements, no query builder.

    A row is remembered until the next commit of the one writer, so it is never older than what was acknowledged.
    """

    def __init__(self, path: Path, commits: Callable[[], int]) -> None:
        self._commits = commits
        self._known: dict[tuple[str, Any], tuple[Any, ...] | None] = {}
        self._known_at = -1
        self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        self._connection.set_busy_timeout(int(BUSY_SECONDS * 1000))
        for pragma in _COMMON + _READER:
            self._connection.execute(pragma)

    def one(self, sql: str, params: Any = ()) -> tuple[Any, ...] | None:
        """The first row, or None. The statement is run to its end, so no read snapshot is left behind."""
        now = self._commits()  # asked first: a commit meanwhile makes what is read now forgotten at the next question
        if now != self._known_at or len(self._known) >= _MOST_KNOWN:
            self._known.clear()
            self._known_at = now
        key = (sql, params if type(params) is tuple else tuple(params))
        if key not in self._known:
            rows = self._connection.execute(sql, params).fetchall()
            self._known[key] = rows[0] if rows else None
        return self._known[key]

    def all(self, sql: str, params: Any = ()) -> list[tuple[Any, ...]]:
        """Every row."""
        return self._connection.execute(sql, params).fetchall()

    def close(self) -> None:
        self._connection.close()
