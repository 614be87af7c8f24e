"""Listeners react to the ledger, some entries a unit, their cursors with them; what always fails is parked."""

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence

from appliance.kernel import current, telemetry
from appliance.kernel.actor import system
from appliance.kernel.problem import StorageFull
from appliance.kernel.room import Listener
from appliance.store import cursors, ledger
from appliance.store.database import read_now, write_now
from appliance.store.ledger import Entry
from appliance.store.unit import reading_connection, writing_connection

_TRIES = 5
_TOGETHER = 20  # reactions in one unit: enough to keep up, few enough to let others in


def listen(listeners: Sequence[Listener], ending: threading.Event) -> bool:
    """Let the listeners react to the next entries; True when there may be more. Those that stand together read once.

    At the end of the process it stops between two units; the next start goes on there.
    """
    places = read_now(_places, listeners)
    found = [_advance(since, together, ending) for since, together in places.items()]
    return any(found)


def _places(listeners: Sequence[Listener]) -> dict[int, list[Listener]]:
    places = defaultdict(list)
    known = cursors.every(reading_connection(), [_cursor(listener) for listener in listeners])
    for listener in listeners:
        places[known.get(_cursor(listener), 0)].append(listener)
    return places


def _advance(since: int, listeners: Sequence[Listener], ending: threading.Event) -> bool:
    entries = read_now(lambda: ledger.after(reading_connection(), since, 100))
    for some in _portions(listeners, entries):
        if ending.is_set():
            return False
        _react(listeners, some)
    return bool(entries)


def _portions(listeners: Sequence[Listener], entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in order, as many together as make the reactions of one unit."""
    some: list[Entry] = []
    reactions = 0
    for entry in entries:
        wanted = sum(_wants(listener, entry) for listener in listeners)
        if some and reactions + wanted > _TOGETHER:
            yield some
            some, reactions = [], 0
        some.append(entry)
        reactions += wanted
    if some:
        yield some


def _wants(listener: Listener, entry: Entry) -> bool:
    return entry.name in listener.events and not entry.is_blank


def _react(listeners: Sequence[Listener], entries: Sequence[Entry]) -> None:
    """React to some entries in one unit; when that fails to each in its own, so that one spoils no other.

    An event that fails again and again is parked with an alarm. A full disk is no failure of the event: StorageFull
    goes out, and the listener goes on here once there is room.
    """
    try:
        write_now(_unit, listeners, entries)
    except StorageFull:
        raise
    except Exception:  # the events are taken one by one below, and the one that fails is told of
        for listener in listeners:
            for entry in entries:
                if _wants(listener, entry):
                    _react_alone(listener, entry)
        write_now(_move, listeners, entries[-1])


def _react_alone(listener: Listener, entry: Entry) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            write_now(_unit, [listener], [entry])
        except StorageFull:
            raise
        except Exception as error:
            telemetry.log("listener_failed", level=40, error=error, listener=listener.name, sequence=entry.sequence)
            if attempt == _TRIES:
                telemetry.log("listener_parked", level=40, listener=listener.name, sequence=entry.sequence)
        else:
            return


def _unit(listeners: Sequence[Listener], entries: Sequence[Entry]) -> None:
    for listener in listeners:
        for entry in entries:
            if _wants(listener, entry):
                current.actor.set(system(entry.org_id))
                listener.react(entry)
    _move(listeners, entries[-1])


def _move(listeners: Sequence[Listener], entry: Entry) -> None:
    cursors.put_all(writing_connection(), [_cursor(listener) for listener in listeners], entry.sequence)


def _cursor(listener: Listener) -> str:
    return f"listener:{listener.name}"
