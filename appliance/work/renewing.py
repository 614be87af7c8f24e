"""After an upgrade with another analyser: the old index serves on while a new one is made beside it, a batch at a time.

What changes meanwhile goes into the old one as ever, and into the new one before it takes the place. A crash costs one
batch. The old index is asked with words as the new analyser cuts them, so some may find less until the switch.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from appliance.kernel import clock, telemetry
from appliance.kernel.room import Projection
from appliance.store import changes, opened
from appliance.store.database import read_now
from appliance.store.search import Builder, IndexDamaged, Note, SearchIndex, has_room
from appliance.store.unit import reading_connection

BATCH = 100
_CHANGES = 500
_FULL_SECONDS = 600.0


class Renewal:
    """Runs on the one index thread. `readable` gives the entries of some ids, without those of poisonous rows."""

    def __init__(
        self, projections: Mapping[str, Projection], readable: Callable[[Projection, Sequence[str]], list[Any]]
    ) -> None:
        self._projections, self._readable = projections, readable
        self._folder = opened().folder / "index"
        self._builder: Builder | None = None
        self._note: Note | None = None
        self._not_before = 0.0

    def step(self) -> bool:
        """One batch; False when there is nothing to make anew, or no room for it now."""
        if not opened().has_index or not opened().index.is_aged or clock.monotonic() < self._not_before:
            return False
        note = self._note or self._begin()
        if note is None or self._builder is None:
            return False
        kinds = [kind for kind, one in self._projections.items() if one.everything is not None and kind >= note.kind]
        for kind in sorted(kinds):
            after = note.after if kind == note.kind else ""
            ids = read_now(self._projections[kind].everything, after, BATCH)  # type: ignore[arg-type]
            if ids:
                self._builder.add(self._readable(self._projections[kind], ids))
                self._keep(replace(note, kind=kind, after=ids[-1]))
                return True
        return self._catch_up(note, self._builder)

    def _begin(self) -> Note | None:
        found = Note.read(self._folder)
        if found is None and not has_room(self._folder):
            telemetry.log("index_renewal_waits", level=30, reason="the disk cannot hold the index twice")
            self._not_before = clock.monotonic() + _FULL_SECONDS
            return None
        with suppress(IndexDamaged):
            if found is not None:
                self._builder = Builder(self._folder, goes_on=True)
        if self._builder is None:
            found = Note(read_now(lambda: changes.newest(reading_connection())))
            self._builder = Builder(self._folder)
        telemetry.log("index_renewal_begun", level=30, after=found.after if found else "")
        self._note = found
        return found

    def _keep(self, note: Note) -> None:
        note.write(self._folder)
        self._note = note

    def _catch_up(self, note: Note, builder: Builder) -> bool:
        """What has changed since it was begun; once that is nothing, it takes the place."""
        found = read_now(lambda: changes.after(reading_connection(), note.sequence, self._projections, _CHANGES))
        if found:
            entries = [one for change in found for one in self._readable(self._projections[change.kind], [change.id])]
            builder.replace([change.id for change in found], entries)
            self._keep(replace(note, sequence=found[-1].sequence))
            return True
        opened().index.close()
        builder.finish(note.sequence)
        self._builder = self._note = None
        Note.forget(self._folder)
        opened().index = SearchIndex.open(self._folder)
        telemetry.log("index_renewed", level=30)
        return True
