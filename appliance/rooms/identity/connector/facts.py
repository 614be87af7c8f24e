"""What is known of a person, a group or a membership, whatever the order in which it was told.

Pure. Each field keeps the value that was told last in Nextcloud's own time, so that late and doubled events change
nothing: any order of the same events ends in the same facts.
"""

from collections.abc import Mapping
from typing import Any

import orjson

Position = tuple[int, int]  # milliseconds and a number that counts within them
Fields = dict[str, list[Any]]  # field -> [value, milliseconds, number]

GONE, ALIVE = "gone", "alive"
NEVER: Position = (-1, -1)


def merged(known: Mapping[str, list[Any]], told: Mapping[str, Any], at: Position) -> Fields:
    """The facts after an event. Of two values of one moment the greater one counts, so that order never matters."""
    found = dict(known)
    for name, value in told.items():
        new = [value, *at]
        if name not in found or _rank(new) > _rank(found[name]):
            found[name] = new
    return found


def _rank(register: list[Any]) -> tuple[int, int, bytes]:
    return register[1], register[2], orjson.dumps(register[0])


def position(fields: Mapping[str, list[Any]], name: str) -> Position:
    """When a field was told; NEVER when it was not."""
    register = fields.get(name)
    return (register[1], register[2]) if register else NEVER


def exists(fields: Mapping[str, list[Any]]) -> bool:
    """Whether there was a sign of life after the last deletion."""
    return position(fields, ALIVE) > position(fields, GONE)


def value(fields: Mapping[str, list[Any]], name: str) -> Any:
    """What was told of a field since the last deletion, or None."""
    return fields[name][0] if position(fields, name) > position(fields, GONE) else None


def is_member(
    membership: Mapping[str, list[Any]], person: Mapping[str, list[Any]], group: Mapping[str, list[Any]]
) -> bool:
    """Whether a membership holds: told after the person or the group was last deleted."""
    told = position(membership, "inside")
    return bool(
        told > NEVER and membership["inside"][0] and told > position(person, GONE) and told > position(group, GONE)
    )
