"""Nearest vectors by exact scan, of many by their sketches first, in one process that follows the database by itself.

It opens the database for reading alone. Losing the process loses nothing; a removed vector is overwritten at the next
look at the feed, which every search begins with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw
import numpy as np
import orjson

from appliance.store.vectors.rows import KIND
from appliance.store.vectors.scan import Best, Floats, scan, score
from appliance.store.vectors.shelf import Shelf

_FEED: Final = "SELECT sequence, id FROM store_change WHERE sequence > ? AND kind = ? ORDER BY sequence LIMIT 5000"
_NEWEST: Final = "SELECT seq FROM sqlite_sequence WHERE name = 'store_change'"
_ALL: Final = "SELECT owner, key, container, vector FROM store_vector WHERE model = ? ORDER BY owner, key"
_OF: Final = """SELECT owner, key, container, vector FROM store_vector
WHERE owner IN (SELECT value FROM json_each(?)) AND model = ? ORDER BY owner, key"""
FEW: Final = 10_000
"""Rows that may be found and are all compared in full."""
LEAST_COMPARED: Final = 2_000
COMPARED: Final = 20
"""Rows that sketches leave to be compared in full, for each that is wanted."""


class VectorsUnreadable(Exception):
    """The database cannot be read at the moment."""


@dataclass(frozen=True, slots=True)
class Near:
    """A found vector and its cosine with the question."""

    key: str
    owner: str
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be found: in these containers (owners, or what they lie in), and `also` these (owner, key) whatever."""

    containers: tuple[str, ...] | None
    limit: int
    also: tuple[tuple[str, str], ...] = ()
    exact: bool = False


class VectorIndex:
    """One model's vectors, for one thread."""

    def __init__(self, database: Path, model: str, dimensions: int) -> None:
        """Open the database; VectorsUnreadable when it cannot be had."""
        try:
            self._connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
        except apsw.Error as error:
            raise VectorsUnreadable(str(error)) from error
        self._connection.set_busy_timeout(10_000)
        self._model, self._dimensions = model, dimensions
        self._shelf = Shelf(dimensions)
        self._marker: int | None = None

    def __len__(self) -> int:
        return self._shelf.living

    def memory_bytes(self) -> int:
        """What the rows take, without the names of their owners."""
        return self._shelf.memory_bytes()

    def follow(self) -> None:
        """Come up to the database: everything at first, what changed since afterwards. VectorsUnreadable if not."""
        try:
            if self._marker is None:
                self._load()
            while self._step():
                pass
        except apsw.Error as error:
            raise VectorsUnreadable(str(error)) from error
        if self._shelf.is_wasteful:
            self._shelf.compact()

    def _load(self) -> None:
        with self._connection:
            newest: Any = self._connection.execute(_NEWEST).fetchall()
            self._shelf.put(self._connection.execute(_ALL, (self._model,)), self._dimensions)
        self._marker = int(newest[0][0]) if newest else 0

    def _step(self) -> bool:
        with self._connection:
            changed: Any = self._connection.execute(_FEED, (self._marker, KIND)).fetchall()
            if changed:
                owners = [owner for _, owner in changed]
                self._shelf.remove(owners)
                wanted = (orjson.dumps(owners).decode(), self._model)
                self._shelf.put(self._connection.execute(_OF, wanted), self._dimensions)
                self._marker = int(changed[-1][0])
        return bool(changed)

    def nearest(self, query: Floats, asked: Asked) -> list[Near]:
        """The nearest, best first, ties by key; those of `also` that were not among them come after."""
        shelf = self._shelf
        best = Best(asked.limit)
        if asked.limit > 0 and shelf.size:
            self._search(query, asked, best)
        rows, scores = best.taken()
        found = [self._near(row, value) for row, value in zip(rows, scores, strict=True)]
        found.sort(key=lambda near: (-near.score, near.key))
        known = {near.key for near in found}
        extra = [row for owner, key in asked.also if key not in known and (row := shelf.row_of(owner, key)) is not None]
        if extra:
            places = np.array(extra, dtype=np.int64)
            found += map(self._near, extra, score(shelf, places, query).tolist())
        return found

    def _near(self, row: int, value: float) -> Near:
        return Near(self._shelf.keys[row].decode(), self._shelf.owners[self._shelf.owned[row]], float(value))

    def _search(self, query: Floats, asked: Asked, best: Best) -> None:
        shelf, most = self._shelf, max(LEAST_COMPARED, COMPARED * asked.limit)
        rows = shelf.rows_of(asked.containers, FEW)
        if rows is None:
            allowed = shelf.allowed(asked.containers)
            if asked.exact or shelf.size <= FEW:
                scan(query, shelf, allowed, best)
                return
            rows = shelf.sketches.nearest(query, shelf.size, most, allowed, shelf.held)
            rows = rows[shelf.scales[rows] != 0]
        elif len(rows) > FEW and not asked.exact:
            rows = shelf.sketches.among(query, rows, most)
        best.add(rows, score(shelf, rows, query))


def check(query: Sequence[float] | Floats, dimensions: int) -> Floats:
    """The question as numbers; ValueError when it is none of this model."""
    found = np.asarray(query, dtype=np.float32)
    if found.shape != (dimensions,) or not np.isfinite(found).all():
        raise ValueError(f"a question has {dimensions} finite numbers")
    return found
