"""The rows of an index in memory: numbers, sketches, keys, whose they are and where they lie. A removed row is zero."""

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, islice
from typing import Any, Final

import numpy as np

from appliance.store.vectors.scan import Flags, Floats, Numbers, Places
from appliance.store.vectors.sketches import Sketches

_HEAD: Final = 4
_LONGEST_KEY: Final = 40
_AT_ONCE: Final = 10_000
_WASTE: Final = 0.25
_ARRAYS: Final = ("numbers", "scales", "keys", "owned", "held")
"""What is laid out alike, row by row."""


class Shelf:
    """Rows of an owner lie one after the other, as they came."""

    def __init__(self, dimensions: int) -> None:
        self.size = 0
        self.living = 0
        self.numbers: Numbers = np.zeros((0, dimensions), dtype=np.int8)
        self.scales: Floats = np.zeros(0, dtype=np.float32)
        self.keys: Any = np.zeros(0, dtype=f"S{_LONGEST_KEY}")
        self.owned: Any = np.zeros(0, dtype=np.int32)
        self.held: Any = np.zeros(0, dtype=np.int32)
        self.sketches = Sketches(dimensions)
        self.owners: list[str] = []
        self.containers: list[str] = []
        self._numbered: dict[str, int] = {}
        self._containing: dict[str, int] = {}
        self._spans: dict[str, tuple[int, int]] = {}
        self._counts: list[int] = []

    def put(self, rows: Iterable[Sequence[Any]], dimensions: int) -> None:
        """Add (owner, key, container, vector) in the order of owners; vectors of another length are passed over."""
        rows = (row for row in rows if len(row[3]) == dimensions + _HEAD)
        left = iter(rows)
        carried: list[Sequence[Any]] = []
        while batch := carried + list(islice(left, _AT_ONCE)):
            carried = []
            if len(batch) >= _AT_ONCE:  # an owner's rows stay together
                last = batch[-1][0]
                carried = [row for row in batch if row[0] == last]
                batch = [row for row in batch if row[0] != last] or batch
                carried = carried if batch[-1][0] != last else []
            self._append(batch)

    def _append(self, batch: Sequence[Sequence[Any]]) -> None:
        start, end = self.size, self.size + len(batch)
        self._grow(end)
        raw = np.frombuffer(b"".join(row[3] for row in batch), dtype=np.int8).reshape(len(batch), -1)
        self.scales[start:end] = np.ascontiguousarray(raw[:, :_HEAD]).view("<f4")[:, 0]
        self.numbers[start:end] = raw[:, _HEAD:]
        self.keys[start:end] = [row[1].encode() for row in batch]
        self.held[start:end] = [self._container(row[2]) for row in batch]
        self.sketches.put(start, self.numbers[start:end])
        at = start
        for owner, rows in groupby(batch, key=lambda row: row[0]):
            count = len(list(rows))
            before = self._spans.get(owner)
            self._spans[owner] = (at, at + count) if before is None else (before[0], at + count)
            self.owned[at : at + count] = self._owner(owner)
            at += count
        for number, count in zip(*np.unique(self.held[start:end], return_counts=True), strict=True):
            self._counts[number] += int(count)
        self.size, self.living = end, self.living + len(batch)

    def _owner(self, owner: str) -> int:
        number = self._numbered.setdefault(owner, len(self.owners))
        if number == len(self.owners):
            self.owners.append(owner)
        return number

    def _container(self, container: str) -> int:
        number = self._containing.setdefault(container, len(self.containers))
        if number == len(self.containers):
            self.containers.append(container)
            self._counts.append(0)
        return number

    def _grow(self, wanted: int) -> None:
        if wanted <= len(self.scales):
            return
        room = max(1_024, wanted, len(self.scales) * 3 // 2) - len(self.scales)
        self.sketches.grow(room)
        for name in _ARRAYS:
            array = getattr(self, name)
            setattr(self, name, np.concatenate([array, np.zeros((room, *array.shape[1:]), dtype=array.dtype)]))

    def remove(self, owners: Iterable[str]) -> None:
        """Overwrite the rows of these owners."""
        for owner in owners:
            span = self._spans.pop(owner, None)
            if span is not None:
                rows = np.arange(*span)
                self.sketches.clear(rows)
                self.numbers[rows] = 0
                self.scales[rows] = 0
                self.keys[rows] = b""
                self._counts[self.held[rows[0]]] -= len(rows)
                self.living -= len(rows)

    def memory_bytes(self) -> int:
        """The room of all arrays."""
        return self.sketches.nbytes + sum(int(getattr(self, name).nbytes) for name in _ARRAYS)

    @property
    def is_wasteful(self) -> bool:
        return self.size - self.living > max(1_000, _WASTE * self.size)

    def compact(self) -> None:
        """Leave the removed rows out; the others come in their order."""
        is_living = self.scales[: self.size] != 0
        living, numbers = np.flatnonzero(is_living), np.concatenate([[0], np.cumsum(is_living)])
        for name in _ARRAYS:
            setattr(self, name, getattr(self, name)[living])
        self.sketches.pick(living)
        self._spans = {owner: (int(numbers[start]), int(numbers[end])) for owner, (start, end) in self._spans.items()}
        self.size = len(living)

    def row_of(self, owner: str, key: str) -> int | None:
        """Where an owner's key lies, or None."""
        start, end = self._spans.get(owner, (0, 0))
        found = np.flatnonzero(self.keys[start:end] == key.encode())
        return start + int(found[0]) if len(found) else None

    def rows_of(self, containers: Collection[str] | None, few: int) -> Places | None:
        """The rows that lie in these containers, or are theirs; None when more than a few lie in them."""
        if containers is None:
            return None
        numbers = [self._containing[one] for one in containers if one in self._containing]
        spans = [self._spans[one] for one in containers if one in self._spans]
        inside = sum(self._counts[number] for number in numbers)
        if inside > few:
            return None
        rows = [np.arange(start, end) for start, end in spans]
        if inside:
            flags = np.zeros(len(self.containers), dtype=np.bool_)
            flags[numbers] = True
            rows.append(np.flatnonzero(flags[self.held[: self.size]] & (self.scales[: self.size] != 0)))
        found: Places = np.concatenate(rows).astype(np.int64) if rows else np.zeros(0, dtype=np.int64)
        return found

    def allowed(self, containers: Collection[str] | None) -> Flags | None:
        """For each container whether it is among these; None when all of them are."""
        wanted = None if containers is None else frozenset(containers)
        if wanted is None or wanted.issuperset(self.containers):
            return None
        flags: Flags = np.fromiter((one in wanted for one in self.containers), np.bool_, len(self.containers))
        return flags
