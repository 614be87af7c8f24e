"""What Nextcloud tells of people and groups: kept as facts, then made so. Order and repeats change nothing.

An event that cannot be made so (no seat, the last administrator) is refused with its reason and stays a fact: the next
word about the same person, and their next arrival, try again.
"""

from collections.abc import Iterable
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import system
from appliance.kernel.event import emit
from appliance.kernel.problem import Problem
from appliance.rooms.identity import groups
from appliance.rooms.identity.connector import facts, people, queries
from appliance.rooms.identity.connector.events import PeopleSynced
from appliance.rooms.identity.connector.shapes import SyncedView, SyncEvent
from appliance.rooms.identity.connector.tables import Fact, Instance, LinkedGroup
from appliance.rooms.identity.groups import Group
from appliance.rooms.identity.groups import actions as group_actions
from appliance.rooms.identity.groups.shapes import GroupDraft

MOST_FACTS = 200_000
_AHEAD_MS = 5 * clock.MINUTE
_MOST_NAMES = 50


def take(row: Instance, events: Iterable[SyncEvent]) -> list[SyncedView]:
    """Take events in; what became of each, in their order."""
    space = MOST_FACTS - queries.fact_count(row.id)
    told = [_taken(row, one, has_space=space > 0) for one in events]
    counts = {word: sum(one.outcome == word for one in told) for word in ("applied", "ignored", "refused")}
    row.change(synced_at=clock.now_ms(), last_event=told[-1].type, events=row.events + len(told))
    emit(PeopleSynced(row.id, row.org_id, **counts))
    return told


def _taken(row: Instance, event: SyncEvent, *, has_space: bool) -> SyncedView:
    now = clock.now_ms()
    at = (now if event.occurred_at is None else event.occurred_at, event.sequence)
    if at[0] > now + _AHEAD_MS:
        return SyncedView(type=event.type, outcome="refused", reason="future")
    gid = event.gid if event.type.startswith("group.") else None
    uid = event.uid if event.type.startswith("user.") or "member" in event.type else None
    if not _note(row, (gid or "", uid or ""), _told(event), at, has_space=has_space):
        return SyncedView(type=event.type, outcome="ignored")
    try:
        _make_so(row, gid, uid)
    except Problem as problem:
        reason = (problem.details or {}).get("reason", problem.code.lower())
        return SyncedView(type=event.type, outcome="refused", reason=str(reason))
    return SyncedView(type=event.type, outcome="applied")


def _told(event: SyncEvent) -> dict[str, Any]:
    """The fields that an event says something of."""
    action = event.type.partition(".")[2]
    if action == "deleted":
        return {facts.GONE: True}
    if "member" in action:
        return {"inside": action == "member_added"}
    told: dict[str, Any] = {facts.ALIVE: True}
    said = {"name": event.name, "email": event.email, "enabled": event.enabled}
    told |= {name: value for name, value in said.items() if value is not None}
    if action in ("enabled", "disabled"):
        told["enabled"] = action == "enabled"
    return told


def _note(row: Instance, key: tuple[str, str], told: dict[str, Any], at: facts.Position, *, has_space: bool) -> bool:
    """Keep what was told; whether it is news."""
    gid, uid = key
    known = Fact.get_or_none((Fact.instance_id == row.id) & (Fact.gid == gid) & (Fact.uid == uid))
    if known is None:
        if has_space:
            Fact.add(org_id=row.org_id, instance_id=row.id, gid=gid, uid=uid, fields=facts.merged({}, told, at))
        return has_space
    fields = facts.merged(known.fields, told, at)
    if fields == known.fields:
        return False
    known.change(fields=fields)
    return True


def _make_so(row: Instance, gid: str | None, uid: str | None) -> None:
    if gid is None and uid is not None:
        _make_person_so(row, uid)
    elif uid is None and gid is not None:
        _make_group_so(row, gid)
    elif uid is not None and gid is not None:
        _make_membership_so(row, gid, uid)


def _make_person_so(row: Instance, uid: str) -> None:
    """Let what is known of a person hold: there or not, enabled or not, their name, their groups."""
    fact = Fact.get_or_none((Fact.instance_id == row.id) & (Fact.gid == "") & (Fact.uid == uid))
    known, fields = people.identity(row, uid), fact.fields if fact else {}
    if facts.exists(fields) and known is None and row.creates_people:
        people.arrive(row, uid, facts.value(fields, "name"), facts.value(fields, "email"))
        known = people.identity(row, uid)
    if known is None or fact is None:
        return
    if not facts.exists(fields):
        people.leave(known)
        return
    _apply(row, fact, known)
    place(row, uid)


def place(row: Instance, uid: str) -> None:
    """Put somebody into the groups that they are known to be in."""
    for membership in queries.memberships(row.id, uid=uid):
        _make_membership_so(row, membership.gid, uid)


def _apply(row: Instance, fact: Fact, known: Any) -> None:
    user = people.account(known)
    if user is None:
        return
    enabled, name = facts.value(fact.fields, "enabled"), facts.value(fact.fields, "name")
    if enabled is False:
        people.end_tokens(user.id)
        if not people.has_another_way(user, known) and people.suspend(user, row):
            fact.change(is_suspended=True)
    elif fact.is_suspended:
        people.resume(user, row)
        fact.change(is_suspended=False)
    if name is not None and not people.has_another_way(user, known):
        people.rename(user, name, row)


def _make_group_so(row: Instance, gid: str) -> None:
    """Let what is known of a group hold. Groups that were made here are never touched."""
    fields, link = queries.fields(row.id, gid=gid), queries.linked_group(row.id, gid)
    if not facts.exists(fields):
        if link is not None:
            _forget(link)
        return
    group = _linked(row, gid, facts.value(fields, "name"), link)
    for membership in queries.memberships(row.id, gid=gid):
        _place(row, group, membership)


def _forget(link: LinkedGroup) -> None:
    group = Group.get_or_none(Group.id == link.group_id)
    link.remove()
    if group is not None:
        group_actions.remove(group)


def _linked(row: Instance, gid: str, name: str | None, link: LinkedGroup | None) -> Group:
    """The group of ours for one of Nextcloud's, made or renamed."""
    group = Group.get_or_none(Group.id == link.group_id) if link is not None else None
    if group is None:
        draft = GroupDraft(name=_free_name(row, name or gid), description=f"Nextcloud: {row.name}")
        group = group_actions.create(draft, by=system(row.org_id))
        if link is not None:
            link.change(group_id=group.id)
        else:
            LinkedGroup.add(org_id=row.org_id, instance_id=row.id, gid=gid, group_id=group.id)
    elif name is not None and group.name != name and not group.name.startswith(f"{name} ("):
        group_actions.change(group, {"name": _free_name(row, name)}, by=system(row.org_id))
    return group


def _free_name(row: Instance, name: str) -> str:
    """A name that no group has: one that was made here is never taken over by its name."""
    taken = groups.ids_by_name(row.org_id)
    names = [name[:180], *(f"{name[:180]} (Nextcloud {number})" for number in range(1, _MOST_NAMES))]
    return next((one for one in names if one not in taken), f"{name[:150]} ({clock.now_ms()})")


def _make_membership_so(row: Instance, gid: str, uid: str) -> None:
    link = queries.linked_group(row.id, gid)
    group = Group.get_or_none(Group.id == link.group_id) if link is not None else None
    membership = Fact.get_or_none((Fact.instance_id == row.id) & (Fact.gid == gid) & (Fact.uid == uid))
    if group is not None and membership is not None:
        _place(row, group, membership)


def _place(row: Instance, group: Group, membership: Fact) -> None:
    """Put somebody into a group or take them out, as is known of both."""
    known = people.identity(row, membership.uid)
    user = people.account(known) if known is not None else None
    if user is None:
        return
    person, told = queries.fields(row.id, uid=membership.uid), queries.fields(row.id, gid=membership.gid)
    is_in = groups.Membership.get_or_none(
        (groups.Membership.group_id == group.id) & (groups.Membership.user_id == user.id)
    )
    if facts.is_member(membership.fields, person, told):
        groups.add_members(group, [user.id])
    elif is_in is not None:
        groups.remove_member(is_in)
