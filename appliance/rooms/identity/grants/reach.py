"""The one condition by which every query of granted things is narrowed: reads, lists, search, counts, live."""

from collections.abc import Sequence
from typing import Any

import orjson

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.rooms.identity.grants.tables import Grant, Level
from appliance.store.unit import reading_connection

_NAMED = "SELECT 1 FROM grants_grant WHERE kind = ? AND subject_id IN (SELECT value FROM json_each(?)) LIMIT 1"
_STRONGEST = """
SELECT resource_id, level FROM grants_grant WHERE subject_id IN (SELECT value FROM json_each(?))
  AND resource_id IN (SELECT value FROM json_each(?)) AND (expires_at IS NULL OR expires_at > ?)
"""


def reachable(table: Any, actor: Actor, open_to: Any = None) -> Any:
    """The condition of rows that the actor reaches: own ones, and open or granted ones that are not denied.

    `open_to` is the table's own rule of visibility; without one nothing is open that was not granted. The table has
    `id` and `owner_id`; the organisation is the caller's to compare. Whoever no grant names, which is nearly everybody,
    gets the condition without its subqueries: writing them costs more than the list.
    """
    if not is_named(table.prefix, actor):
        return table.owner_id == actor.id if open_to is None else open_to | (table.owner_id == actor.id)
    granted = table.id.in_(_resources(table.prefix, actor, Grant.level != Level.DENY))
    opened = granted if open_to is None else open_to | granted
    return (table.owner_id == actor.id) | (opened & table.id.not_in(_denied(table.prefix, actor)))


def denied(table: Any, actor: Actor) -> Any:
    """The condition of rows that are denied to the actor: never what is their own."""
    return (table.owner_id != actor.id) & table.id.in_(_denied(table.prefix, actor))


def owned(kind: str, actor: Actor) -> Any:
    """A subquery of the ids of a kind on which the actor was granted all that an owner has."""
    ids = _resources(kind, actor, Grant.level == Level.OWNER)
    return ids.where(Grant.resource_id.not_in(_denied(kind, actor)))


def is_named(kind: str, actor: Actor) -> bool:
    """Whether any grant or deny of a kind names the actor."""
    names = orjson.dumps(subjects(actor)).decode()
    return bool(reading_connection().execute(_NAMED, (kind, names)).fetchall())


def strongest(ids: Sequence[str], actor: Actor) -> dict[str, Level]:
    """Thing -> the strongest level in force that names the actor, a deny being the strongest."""
    bound = orjson.dumps(subjects(actor)).decode(), orjson.dumps(ids).decode(), clock.now_ms()
    best: dict[str, Level] = {}
    rows: Any = reading_connection().execute(_STRONGEST, bound).fetchall()
    for id_, word in rows:
        level = Level(word)
        if id_ not in best or level.rank > best[id_].rank:
            best[id_] = level
    return best


def subjects(actor: Actor) -> list[str]:
    """As whom grants name an actor: themselves, their groups, and the groups around those."""
    return [actor.id, *actor.group_ids]


def in_force() -> Any:
    """The condition of grants that have not run out."""
    return Grant.expires_at.is_null() | (Grant.expires_at > clock.now_ms())


def _denied(kind: str, actor: Actor) -> Any:
    return _resources(kind, actor, Grant.level == Level.DENY)


def _resources(kind: str, actor: Actor, of_level: Any) -> Any:
    given = Grant.subject_id.in_(subjects(actor)) & (Grant.kind == kind) & of_level
    return Grant.select(Grant.resource_id).where(given & in_force())
