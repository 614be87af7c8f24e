"""What bases mean for people: who can read one and why, and what becomes of the bases of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import HandOver, Reached
from appliance.rooms.knowledge.collections import actions, policy, queries
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility


def reached(person: Actor) -> list[Reached]:
    """The bases that somebody may read, with the reason for each."""
    rows = queries.readable(person)
    groups = queries.groups_of([row.id for row in rows])
    return [_reached(row, groups.get(row.id, []), person) for row in rows]


def _reached(row: KnowledgeBase, group_ids: list[str], person: Actor) -> Reached:
    access = "change" if policy.may_change(row, person) else "write" if policy.may_write(row, person) else "read"
    return Reached("knowledge_base", row.id, row.name, access, tuple(_reasons(row, group_ids, person)))


def _reasons(row: KnowledgeBase, group_ids: list[str], person: Actor) -> list[str]:
    found = ["owner"] if row.owner_id == person.id else []
    if row.visibility is Visibility.ORGANISATION:
        found.append("organisation")
    if row.visibility is Visibility.GROUPS:
        found += [id_ for id_ in group_ids if id_ in person.group_ids]
        found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return found


HAND_OVER = HandOver("knowledge_bases", actions.hand_over)
