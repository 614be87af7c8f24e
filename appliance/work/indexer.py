"""The search index follows the `changes` feed: delete and add again by owner, one commit a step, marker inside it.

Doing a step twice gives the same index. A damaged or foreign index is rebuilt beside and swapped in.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from appliance.kernel import clock, telemetry
from appliance.kernel.room import Projection
from appliance.store import changes, cursors, opened
from appliance.store.changes import Change
from appliance.store.database import read_now, write_now
from appliance.store.search import IndexDamaged, SearchIndex, rebuild
from appliance.store.unit import reading_connection, writing_connection
from appliance.work import parking
from appliance.work.renewing import Renewal

_ENTRIES = 5_000
_CHANGES = 500
_CURSOR = "indexed"


class Indexer:
    """Runs on the one index thread."""

    def __init__(self, projections: Mapping[str, Projection], progress: Callable[[int], None] = lambda _: None) -> None:
        self._projections = projections
        self._progress = progress
        self._behind_since: float | None = None
        self._parked: set[str] = set()
        self._renewal: Renewal | None = None
        self.has_more = False
        """Whether the last step left something that was there already."""
        self.taken = 0
        """How many changes the last step brought into the index."""

    def open(self) -> None:
        """Open the index, rebuilding it when it is damaged, foreign, or ahead of a restored database."""
        store = opened()
        folder = store.folder / "index"
        newest = read_now(lambda: changes.newest(reading_connection()))
        try:
            index = SearchIndex.open(folder)
            _refuse_newer(index, newest)
        except IndexDamaged as damage:
            telemetry.log("index_rebuild", level=30, reason=str(damage))
            index = self.rebuild()
        store.index = index
        self._renewal = Renewal(self._projections, self._readable)
        self._parked |= parking.parked()
        self._tell(index.marker().sequence)

    def rebuild(self) -> SearchIndex:
        """Build the index anew from the database, beside the old one, and swap."""
        newest = read_now(lambda: changes.newest(reading_connection()))
        return rebuild(opened().folder / "index", self._everything(), newest, progress=self._progress)

    def _everything(self) -> Iterator[list[Any]]:
        for projection in self._projections.values():
            after = ""
            while projection.everything is not None:
                ids = read_now(projection.everything, after, 100)
                if not ids:
                    break
                yield self._readable(projection, ids)
                after = ids[-1]

    def _readable(self, projection: Projection, ids: Sequence[str]) -> list[Any]:
        """The entries of these ids; a poisonous row has none and keeps nobody else out."""
        try:
            return list(read_now(projection.entries, ids))
        except Exception as error:
            if len(ids) == 1:
                self._park([(Change(0, projection.kind, ids[0], ""), error)])
                return []
        return [entry for one in ids for entry in self._readable(projection, [one])]

    def _park(self, refused: Sequence[tuple[Change, Exception]]) -> None:
        for change, error in refused:
            telemetry.log("change_parked", level=40, error=error, kind=change.kind, id=change.id)
        parking.park(refused)
        self._parked.update(change.id for change, _ in refused)

    def step_carefully(self) -> bool:
        """`step` past whatever of the next changes has no entries: it is parked with an alarm."""
        refused = self._poison()
        if refused:
            self._park(refused)
        return self.step(frozenset(change for change, _ in refused))

    def step(self, parked: frozenset[Change] = frozenset()) -> bool:
        """Bring the next changes into the index, the parked ones without entries; False when there is nothing to do."""
        worked = self._step(parked)
        renewed = self._renewal is not None and self._renewal.step()
        self.has_more = self.has_more or renewed
        return renewed or worked

    def _step(self, parked: frozenset[Change]) -> bool:
        index, found = opened().index, self._next()
        self._measure(bool(found))
        self.has_more, self.taken = False, 0
        if not found:
            return False
        taken, entries = self._take(found, parked)
        index.apply([change.id for change in found[:taken]], entries, sequence=found[taken - 1].sequence)
        if well := self._parked.intersection(change.id for change in found[:taken] if change not in parked):
            parking.release(well)
            self._parked -= well
        self._tell(found[taken - 1].sequence)
        self.taken = taken
        self.has_more = taken < len(found) or len(found) == _CHANGES
        return True

    def _poison(self) -> list[tuple[Change, Exception]]:
        """Those of the next changes whose entries cannot be had, each with its error."""
        return [(change, error) for change in self._next() if (error := self._refusal(change)) is not None]

    def _next(self) -> list[Change]:
        since = opened().index.marker().sequence
        return read_now(lambda: changes.after(reading_connection(), since, self._projections, _CHANGES))

    def _refusal(self, change: Change) -> Exception | None:
        try:
            read_now(self._projections[change.kind].entries, [change.id])
        except Exception as error:
            return error
        return None

    def _measure(self, is_behind: bool) -> None:
        """How long search has not known something: since the first look that found a change until one finds none."""
        self._behind_since = (self._behind_since or clock.monotonic()) if is_behind else None
        telemetry.INDEX_LAG.set(0 if self._behind_since is None else clock.monotonic() - self._behind_since)

    def idle(self) -> None:
        """Nothing is being written: give the writer's memory back."""
        opened().index.idle()

    def _take(self, wanted: Sequence[Change], parked: frozenset[Change]) -> tuple[int, list[Any]]:
        """Entries of the first changes, as many as make one commit; and of how many changes they are."""
        entries: list[Any] = []
        for count, change in enumerate(wanted):
            if count and len(entries) >= _ENTRIES:
                return count, entries
            if change not in parked:
                entries += read_now(self._projections[change.kind].entries, [change.id])
        return len(wanted), entries

    def _tell(self, upto: int) -> None:
        """Tell the rooms what search finds now. Its own cursor repeats what a crash cut off after the index commit."""

        def tell() -> bool:
            connection = writing_connection()
            found = changes.after(connection, cursors.get(connection, _CURSOR) or 0, self._projections, _CHANGES)
            is_full = len(found) == _CHANGES and found[-1].sequence < upto
            found = [change for change in found if change.sequence <= upto]
            for kind, projection in self._projections.items():
                ids = [change.id for change in found if change.kind == kind and change.id not in self._parked]
                if ids and projection.indexed is not None:
                    projection.indexed(ids)
            cursors.put(connection, _CURSOR, found[-1].sequence if is_full else upto)
            return is_full

        while write_now(tell):
            pass


def _refuse_newer(index: SearchIndex, newest: int) -> None:
    if index.marker().sequence > newest:
        index.close()
        raise IndexDamaged("the index is newer than the database")
