"""Reads of groups."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import SQL, fn

from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.identity.groups import policy
from appliance.rooms.identity.groups.ports import kept_by
from appliance.rooms.identity.groups.shapes import GroupFilter, GroupView, GroupWithMembersView, MemberView
from appliance.rooms.identity.groups.tables import Group, Membership
from appliance.store.listing import tuples
from appliance.store.paging import found, paged

_IS_LIVE = SQL("user_id IN (SELECT id FROM users_user WHERE deleted_at IS NULL)")
"""People who were removed keep their groups for 30 days, to be restored into them; until then they are not in them."""


def group(id: str, *, seen_by: Actor) -> Group:
    """One group of the organisation."""
    row: Group = found(Group.select().where((Group.org_id == seen_by.org_id) & (Group.id == id)), "Group")
    return row


def groups(where: GroupFilter, ask: PageAsk, *, seen_by: Actor) -> Page[GroupView]:
    """The groups of the organisation."""
    rows = paged(Group.select().where(Group.org_id == seen_by.org_id), Group, where, ask)
    counts = _member_counts([row.id for row in rows.data])
    kept = kept_by(row.id for row in rows.data)
    return rows.map(lambda row: _view(row, counts.get(row.id, 0), seen_by, kept.get(row.id)))


def view(row: Group, actor: Actor) -> GroupView:
    """A group as this actor sees it: who is in it is told to administrators and members alone."""
    keeper = kept_by([row.id]).get(row.id)
    if not policy.may_see_members(row, actor):
        return _view(row, _member_counts([row.id]).get(row.id, 0), actor, keeper)
    members: Any = Membership.select().where((Membership.group_id == row.id) & _IS_LIVE).order_by(Membership.user_id)
    told = [MemberView(id=one.user_id, since=one.created_at) for one in members]
    return GroupWithMembersView.from_row(
        row, member_count=len(told), managed_by=keeper, can=policy.verbs(actor), members=told
    )


def membership(id: str, user_id: str, *, seen_by: Actor) -> Membership:
    """That somebody is in a group themselves, not through another one."""
    inside = group(id, seen_by=seen_by)
    row: Membership = found(
        Membership.select().where((Membership.group_id == inside.id) & (Membership.user_id == user_id)), "Member"
    )
    return row


def direct_ids_of(user_id: str) -> list[str]:
    """The groups that one person was put into."""
    return [row.group_id for row in Membership.select().where(Membership.user_id == user_id)]


def group_ids_of(user_id: str) -> list[str]:
    """The groups of one person, those around them included."""
    direct = direct_ids_of(user_id)
    return sorted({*direct, *parents_of(direct).values()})


def parents_of(ids: Iterable[str]) -> dict[str, str]:
    """Group -> the group around it, for those that have one."""
    rows: Any = Group.select(Group.id, Group.parent_id).where(Group.id.in_(list(ids)) & Group.parent_id.is_null(False))
    return dict(rows.tuples())


def has_children(id: str) -> bool:
    """Whether other groups lie in this one."""
    return bool(Group.select().where(Group.parent_id == id).exists())


def is_taken(name: str, org_id: str) -> bool:
    """Whether a group of this name is there."""
    return bool(Group.select().where((Group.org_id == org_id) & (Group.name == name)).exists())


def groups_of(user_ids: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Of each person the groups that they were put into as (id, name), by name."""
    found_: dict[str, list[tuple[str, str]]] = {}
    query = (
        Membership.select(Membership.user_id, Group.id, Group.name)
        .join(Group, on=(Group.id == Membership.group_id))
        .where(Membership.user_id.in_(list(user_ids)))
        .order_by(Group.name)
    )
    rows: Any = query.tuples()
    for user_id, group_id, name in rows:
        found_.setdefault(user_id, []).append((group_id, name))
    return found_


def known_ids(ids: Iterable[str], org_id: str) -> set[str]:
    """Those of the ids that are groups of this organisation."""
    rows = tuples(Group.select(Group.id).where((Group.org_id == org_id) & Group.id.in_(list(ids))))
    return {id_ for (id_,) in rows}


def names(ids: Iterable[str]) -> dict[str, str]:
    """The names of groups by id."""
    return {row.id: row.name for row in Group.select(Group.id, Group.name).where(Group.id.in_(list(ids)))}


def called(words: str, most: int, *, org_id: str) -> list[tuple[str, str]]:
    """Groups whose name holds these words, as (id, name) by name."""
    holds = fn.instr(fn.lower(Group.name), words.lower()) > 0
    rows: Any = Group.select(Group.id, Group.name).where((Group.org_id == org_id) & holds)
    return list(rows.order_by(Group.name).limit(most).tuples())


def ids_by_name(org_id: str) -> dict[str, str]:
    """Every group of an organisation by its name."""
    return {row.name: row.id for row in Group.select(Group.id, Group.name).where(Group.org_id == org_id)}


def may_see(actor: Actor, id: str) -> bool:
    """Everybody in its organisation sees a group."""
    return bool(known_ids([id], actor.org_id))


def _view(row: Group, members: int, actor: Actor, keeper: str | None) -> GroupView:
    return GroupView.from_row(row, member_count=members, managed_by=keeper, can=policy.verbs(actor))


def _member_counts(ids: Sequence[str]) -> dict[str, int]:
    rows: Any = (
        Membership.select(Membership.group_id, fn.count(Membership.id))
        .where(Membership.group_id.in_(ids) & _IS_LIVE)
        .group_by(Membership.group_id)
    )
    return dict(rows.tuples())
