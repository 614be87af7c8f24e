"""Reads of groups."""

from collections.abc import Iterable
from typing import Any

from appliance.kernel.actor import Actor, Role
from appliance.rooms.identity.groups.tables import Group, Membership
from appliance.store.listing import tuples


def group_ids_of(user_id: str) -> list[str]:
    """The groups of one person."""
    return [row.group_id for row in Membership.select().where(Membership.user_id == user_id)]


def groups_of(user_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Of each person the groups as (id, name), by name."""
    found: dict[str, list[tuple[str, str]]] = {}
    query = (
        Membership.select(Membership.user_id, Group.id, Group.name)
        .join(Group, on=(Group.id == Membership.group_id))
        .where(Membership.user_id.in_(list(user_ids)))
        .order_by(Group.name)
    )
    rows: Any = query.tuples()
    for user_id, group_id, name in rows:
        found.setdefault(user_id, []).append((group_id, name))
    return found


def known_ids(ids: Iterable[str], org_id: str) -> set[str]:
    """Those of the ids that are groups of this organisation."""
    rows = tuples(Group.select(Group.id).where((Group.org_id == org_id) & Group.id.in_(list(ids))))
    return {id_ for (id_,) in rows}


def may_see(actor: Actor, id: str) -> bool:
    """Members and administrators of its organisation see a group."""
    if id in actor.group_ids:
        return True
    return actor.at_least(Role.ADMIN) and bool(known_ids([id], actor.org_id))
