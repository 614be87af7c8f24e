"""Groups by a directory, inside a unit. Groups lie in no others by this way, and hold people alone."""

from collections.abc import Iterable
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.identity import groups
from appliance.rooms.identity.groups import Group, Membership
from appliance.rooms.identity.groups import actions as changing
from appliance.rooms.identity.groups.queries import is_taken
from appliance.rooms.identity.groups.shapes import GroupDraft
from appliance.rooms.identity.scim import queries
from appliance.rooms.identity.scim.attributes import TEAM
from appliance.rooms.identity.scim.events import GroupProvisioned
from appliance.rooms.identity.scim.patching import patched
from appliance.rooms.identity.scim.shapes import GroupBody, PatchBody
from appliance.rooms.identity.scim.tables import GroupRecord
from appliance.rooms.identity.scim.wire import InvalidValue, Uniqueness
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.tables import Kind

_AT_ONCE = 500


def create(body: GroupBody, *, by: Actor) -> Group:
    """A new group with the people who are named."""
    _refuse_taken(body.display_name, by)
    _refuse_known(body.external_id, None, by)
    row = changing.create(GroupDraft(name=body.display_name), by=by)
    _describe(row, body)
    wanted = [one.value for one in body.members]
    _require_people(wanted, by)
    groups.add_members(row, wanted)
    return row


def replace(row: Group, body: GroupBody, *, by: Actor) -> Group:
    """Make a group what the directory says; without members nobody is in it."""
    if body.display_name != row.name:
        _refuse_taken(body.display_name, by)
        changing.change(row, {"name": body.display_name}, by=by)
    _refuse_known(body.external_id, row, by)
    _describe(row, body)
    _set_members(row, {one.value for one in body.members}, by)
    return queries.group(row.id, seen_by=by)


def patch(row: Group, body: PatchBody, *, by: Actor) -> Group:
    """Change a group by operations, all or none."""
    before: dict[str, Any] = {"displayName": row.name, "externalId": _external_id(row)}
    before["members"] = [{"value": id_} for id_ in queries.member_ids(row.id)]
    return replace(row, GroupBody.model_validate(patched(before, body.told(), (TEAM,))), by=by)


def remove(row: Group) -> None:
    """Remove a group; its people stay."""
    GroupRecord.delete().where(GroupRecord.group_id == row.id).execute()
    changing.remove(row)


def _external_id(row: Group) -> str | None:
    record = queries.group_record(row.id)
    return record.external_id if record else None


def _set_members(row: Group, wanted: set[str], by: Actor) -> None:
    present = set(queries.member_ids(row.id))
    new = sorted(wanted - present)
    _require_people(new, by)
    if new:
        groups.add_members(row, new)
    for user_id in sorted(present - wanted):
        groups.remove_member(Membership.get((Membership.group_id == row.id) & (Membership.user_id == user_id)))


def _require_people(ids: Iterable[str], by: Actor) -> None:
    wanted = sorted(set(ids))
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        known = User.select(User.id).where(
            (User.org_id == by.org_id) & User.id.in_(some) & (User.kind == Kind.PERSON) & User.deleted_at.is_null()
        )
        if known.count() < len(some):
            raise InvalidValue("A member is nobody of this organisation", param="members")


def _refuse_taken(name: str, by: Actor) -> None:
    if is_taken(name, by.org_id):
        raise Uniqueness("There is a group of this displayName already", param="displayName")


def _refuse_known(external_id: str | None, row: Group | None, by: Actor) -> None:
    if external_id is None:
        return
    holder: Any = GroupRecord.get_or_none((GroupRecord.org_id == by.org_id) & (GroupRecord.external_id == external_id))
    if holder is None or (row is not None and holder.group_id == row.id):
        return
    if Group.get_or_none(Group.id == holder.group_id) is not None:
        raise Uniqueness("A group with this externalId is here already", param="externalId")
    holder.remove()


def _describe(row: Group, body: GroupBody) -> None:
    record = queries.group_record(row.id)
    if record is None:
        GroupRecord.add(org_id=row.org_id, group_id=row.id, external_id=body.external_id)
    elif record.external_id != body.external_id:
        record.change(external_id=body.external_id)
    else:
        return
    row.change()
    emit(GroupProvisioned(row.id, ["external_id"] if body.external_id else []))
