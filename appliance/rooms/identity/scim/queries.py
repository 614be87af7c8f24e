"""Reads of provisioning: people and groups of the organisation as SCIM resources. Service accounts are not there."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import JOIN

from appliance import config
from appliance.kernel.actor import Actor
from appliance.rooms.identity import groups
from appliance.rooms.identity.groups import Group, Membership
from appliance.rooms.identity.scim import calls, resources
from appliance.rooms.identity.scim.asked import Asked, Wanted
from appliance.rooms.identity.scim.conditions import GROUPS, PEOPLE, Column, column, condition
from appliance.rooms.identity.scim.shapes import ListView, ProvisioningView
from appliance.rooms.identity.scim.tables import GroupRecord, PersonRecord
from appliance.rooms.identity.scim.wire import BASE, InvalidFilter, InvalidValue
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.tables import Kind
from appliance.store.listing import count
from appliance.store.paging import found


def base_url() -> str:
    """The address that is told to the directory."""
    return config.in_force().base_url + BASE


def _people(actor: Actor) -> Any:
    return (
        User.select()
        .join(PersonRecord, JOIN.LEFT_OUTER, on=(PersonRecord.user_id == User.id))
        .where((User.org_id == actor.org_id) & (User.kind == Kind.PERSON) & User.deleted_at.is_null())
    )


def _groups(actor: Actor) -> Any:
    joined = Group.select().join(GroupRecord, JOIN.LEFT_OUTER, on=(GroupRecord.group_id == Group.id))
    return joined.where(Group.org_id == actor.org_id)


@groups.keeps("scim")
def kept(ids: Iterable[str]) -> set[str]:
    """Those of the groups that a directory keeps."""
    rows = GroupRecord.select(GroupRecord.group_id).where(GroupRecord.group_id.in_(list(ids)))
    return {row.group_id for row in rows}


def person(id: str, *, seen_by: Actor) -> User:
    """One person of the organisation."""
    row: User = found(_people(seen_by).where(User.id == id), "User")
    return row


def group(id: str, *, seen_by: Actor) -> Group:
    """One group of the organisation."""
    row: Group = found(_groups(seen_by).where(Group.id == id), "Group")
    return row


def people(asked: Asked, *, seen_by: Actor) -> ListView:
    """The people who meet the filter."""
    total, rows = _listed(_people(seen_by), asked, PEOPLE, User)
    return _list(asked, total, resources.people(rows, base_url(), asked.wanted))


def teams(asked: Asked, *, seen_by: Actor) -> ListView:
    """The groups that meet the filter."""
    total, rows = _listed(_groups(seen_by), asked, GROUPS, Group)
    return _list(asked, total, resources.groups(rows, base_url(), asked.wanted))


def _listed(query: Any, asked: Asked, columns: Any, table: Any) -> tuple[int, Sequence[Any]]:
    if asked.filter is not None:
        query = query.where(condition(asked.filter, columns))
    total = count(query)
    if not asked.count or asked.start > total:
        return total, []
    order = [table.id]
    if asked.sort is not None:
        by = _sorted_by(asked, columns).parts[0]
        order = [by.desc() if asked.descending else by.asc(), table.id]
    return total, list(query.order_by(*order).limit(asked.count).offset(asked.start - 1))


def _sorted_by(asked: Asked, columns: Any) -> Column:
    try:
        by = column(asked.sort, columns) if asked.sort else None
    except InvalidFilter:
        by = None
    if by is None or not by.parts:
        raise InvalidValue("There is no order by this attribute")
    return by


def _list(asked: Asked, total: int, found_: list[dict[str, Any]]) -> ListView:
    return ListView(total_results=total, start_index=asked.start, items_per_page=len(found_), resources=found_)


def person_record(user_id: str) -> PersonRecord | None:
    """What the directory said of a person."""
    row: PersonRecord | None = PersonRecord.get_or_none(PersonRecord.user_id == user_id)
    return row


def group_record(group_id: str) -> GroupRecord | None:
    """What the directory said of a group."""
    row: GroupRecord | None = GroupRecord.get_or_none(GroupRecord.group_id == group_id)
    return row


def member_ids(group_id: str) -> list[str]:
    """Who was put into a group and is there."""
    rows: Any = (
        Membership.select(Membership.user_id)
        .join(User, on=(User.id == Membership.user_id))
        .where((Membership.group_id == group_id) & User.deleted_at.is_null() & (User.kind == Kind.PERSON))
        .order_by(Membership.user_id)
    )
    return [id_ for (id_,) in rows.tuples()]


def shown_person(row: User, wanted: Wanted) -> dict[str, Any]:
    """One person as a resource."""
    return resources.people([row], base_url(), wanted)[0]


def shown_group(row: Group, wanted: Wanted) -> dict[str, Any]:
    """One group as a resource."""
    return resources.groups([row], base_url(), wanted)[0]


def provisioning(*, seen_by: Actor) -> ProvisioningView:
    """How many people and groups a directory keeps here, and when it was last heard of."""
    of_people = _people(seen_by).where(PersonRecord.id.is_null(False))
    of_groups = _groups(seen_by).where(GroupRecord.id.is_null(False))
    return ProvisioningView(
        base_url=base_url(), people=count(of_people), suspended=count(of_people.where(~User.active)),
        groups=count(of_groups), last_call_at=calls.last(seen_by.org_id),
    )  # fmt: skip


__all__ = ["group", "group_record", "groups", "member_ids", "people", "person", "person_record", "teams"]
