"""Changes of groups and memberships."""

from collections.abc import Iterable
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound, ValidationFailed
from appliance.rooms.identity.groups import queries
from appliance.rooms.identity.groups.events import (
    GroupChanged,
    GroupCreated,
    GroupRemoved,
    MemberRemoved,
    MembersAdded,
)
from appliance.rooms.identity.groups.queries import direct_ids_of, known_ids
from appliance.rooms.identity.groups.shapes import GroupDraft
from appliance.rooms.identity.groups.tables import Group, Membership


def create(draft: GroupDraft, *, by: Actor) -> Group:
    """A new, empty group; 409 when its name is taken, 422 for a parent that cannot be one."""
    _refuse_taken(draft.name, by)
    if draft.parent_id is not None:
        _require_parent(draft.parent_id, by)
    row = Group.add(org_id=by.org_id, **draft.fields())
    emit(GroupCreated(row.id, row.parent_id))
    return row


def change(row: Group, sent: dict[str, Any], *, by: Actor) -> Group:
    """Change name, description or the group around it."""
    if sent.get("name", row.name) is None:
        sent.pop("name")
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if "name" in fields:
        _refuse_taken(fields["name"], by)
    if (parent_id := fields.get("parent_id")) is not None:
        _require_parent(parent_id, by, child=row)
    if fields:
        row.change(**fields)
        emit(GroupChanged(row.id, sorted(fields)))
    return row


def remove(row: Group) -> None:
    """Remove a group: what it gave is gone with it, its people keep what other groups give them."""
    for child in Group.select().where(Group.parent_id == row.id):
        child.change(parent_id=None)
    Membership.delete().where(Membership.group_id == row.id).execute()
    row.remove()
    emit(GroupRemoved(row.id))


def add_members(row: Group, user_ids: Iterable[str]) -> Group:
    """Put people, who are known to be of the organisation, into a group. Whoever is in it stays in it."""
    wanted = sorted(set(user_ids))
    inside: Any = Membership.select(Membership.user_id).where(
        (Membership.group_id == row.id) & Membership.user_id.in_(wanted)
    )
    missing = [id_ for id_ in wanted if id_ not in {user_id for (user_id,) in inside.tuples()}]
    Membership.add_many({"org_id": row.org_id, "group_id": row.id, "user_id": id_} for id_ in missing)
    if missing:
        row.change()
        emit(MembersAdded(row.id, missing))
    return row


def remove_member(row: Membership) -> None:
    """Take somebody out of a group."""
    row.remove()
    Group.get_by_id(row.group_id).change()
    emit(MemberRemoved(row.group_id, row.user_id))


def set_groups(user_id: str, group_ids: Iterable[str], *, org_id: str) -> bool:
    """Put a person into exactly these groups; whether that changed anything. 422 for a group that is not there."""
    wanted, present = set(group_ids), set(direct_ids_of(user_id))
    if wanted - known_ids(wanted, org_id):
        raise ValidationFailed.of("group_ids", "There is no such group", "unknown_group")
    gone = Membership.delete().where((Membership.user_id == user_id) & Membership.group_id.in_(list(present - wanted)))
    gone.execute()
    for group_id in sorted(wanted - present):
        Membership.add(org_id=org_id, group_id=group_id, user_id=user_id)
    return wanted != present


def _refuse_taken(name: str, by: Actor) -> None:
    if queries.is_taken(name, by.org_id):
        raise Conflict("There is a group of this name already", param="name")


def _require_parent(parent_id: str, by: Actor, child: Group | None = None) -> None:
    try:
        parent = queries.group(parent_id, seen_by=by)
    except NotFound:
        raise ValidationFailed.of("parent_id", "There is no such group", "unknown_group") from None
    if parent.parent_id is not None or (child is not None and child.id == parent.id):
        raise ValidationFailed.of("parent_id", "This group cannot hold others", "nesting")
    if child is not None and queries.has_children(child.id):
        raise ValidationFailed.of("parent_id", "A group that holds others cannot lie in one", "nesting")
