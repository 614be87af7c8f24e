"""What bases mean for people: who can read one and why, and what becomes of the bases of somebody who leaves."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.room import Given, HandOver, Reached
from appliance.rooms.identity import grants
from appliance.rooms.knowledge.collections import actions, policy, queries
from appliance.rooms.knowledge.collections.tables import KnowledgeBase, Visibility


def reached(person: Actor) -> list[Reached]:
    """The bases that somebody may read or is denied, with the reason for each."""
    rows, shut = queries.readable(person), queries.denied(person)
    groups, given = queries.groups_of([row.id for row in rows]), grants.given_to("kb", person)
    found = [_reached(row, groups.get(row.id, []), given.get(row.id, []), person) for row in rows]
    return found + [_denied(row, given.get(row.id, [])) for row in shut]


def _reached(row: KnowledgeBase, group_ids: list[str], given: list[Given], person: Actor) -> Reached:
    ties = queries.ties(row, person)
    may_change, may_write = policy.may_change(row, person, ties), policy.may_write(row, person, ties)
    access = "change" if may_change else "write" if may_write else "read"
    return Reached("knowledge_base", row.id, row.name, access, (*_reasons(row, group_ids, person), *given))


def _denied(row: KnowledgeBase, given: list[Given]) -> Reached:
    return Reached("knowledge_base", row.id, row.name, "none", tuple(one for one in given if one.level == "deny"))


def _reasons(row: KnowledgeBase, group_ids: list[str], person: Actor) -> list[str]:
    found = ["owner"] if row.owner_id == person.id else []
    if row.visibility is Visibility.ORGANISATION:
        found.append("organisation")
    if row.visibility is Visibility.GROUPS:
        found += [id_ for id_ in group_ids if id_ in person.group_ids]
        found += ["administrator"] if person.at_least(Role.ADMIN) else []
    return found


HAND_OVER = HandOver("knowledge_bases", actions.hand_over)
