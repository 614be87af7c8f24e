"""Rows as SCIM resources: what the appliance keeps itself, and beside it what the directory said."""

from collections.abc import Sequence
from typing import Any

from appliance.kernel import clock
from appliance.rooms.identity.groups import Group, Membership, groups_of
from appliance.rooms.identity.scim.asked import Wanted
from appliance.rooms.identity.scim.tables import GroupRecord, PersonRecord
from appliance.rooms.identity.scim.wire import ENTERPRISE, GROUP, USER
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.tables import Kind

Resource = dict[str, Any]


def people(rows: Sequence[User], base_url: str, wanted: Wanted) -> list[Resource]:
    """People as they are shown."""
    ids = [row.id for row in rows]
    records = {one.user_id: one for one in PersonRecord.select().where(PersonRecord.user_id.in_(ids))}
    of = groups_of(ids) if wanted.has("groups") else {}
    return [wanted.kept(_person(row, records.get(row.id), of.get(row.id, []), base_url)) for row in rows]


def _person(row: User, record: PersonRecord | None, of: list[tuple[str, str]], base_url: str) -> Resource:
    told = writable_person(row, record) | {"roles": [{"value": str(row.role), "primary": True}]}
    schemas = [USER, ENTERPRISE] if ENTERPRISE in told else [USER]
    inside = [{"value": id_, "$ref": f"{base_url}/Groups/{id_}", "display": name} for id_, name in of]
    return {"schemas": schemas, "id": row.id, **told} | ({"groups": inside} if inside else {}) | {
        "meta": _meta(row, "User", f"{base_url}/Users/{row.id}")
    }  # fmt: skip


def writable_person(row: User, record: PersonRecord | None) -> Resource:
    """What a directory may change of a person, as it is now."""
    kept = dict(record.attributes) if record else {}
    told: Resource = {"userName": row.email, "displayName": row.name, "active": bool(row.active)}
    if record is not None and record.external_id is not None:
        told["externalId"] = record.external_id
    kept.setdefault("name", {"formatted": row.name})
    kept.setdefault("emails", [{"value": row.email, "type": "work", "primary": True}])
    return told | kept  # without roles: what a change does not name stays


def groups(rows: Sequence[Group], base_url: str, wanted: Wanted) -> list[Resource]:
    """Groups as they are shown; who is in them is loaded only when it is wanted."""
    ids = [row.id for row in rows]
    records = {one.group_id: one for one in GroupRecord.select().where(GroupRecord.group_id.in_(ids))}
    of = _members(ids, base_url) if wanted.has("members") else {}
    return [wanted.kept(_group(row, records.get(row.id), of.get(row.id, []), base_url)) for row in rows]


def _members(ids: list[str], base_url: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    rows: Any = (
        Membership.select(Membership.group_id, User.id, User.name)
        .join(User, on=(User.id == Membership.user_id))
        .where(Membership.group_id.in_(ids) & User.deleted_at.is_null() & (User.kind == Kind.PERSON))
        .order_by(User.id)
    )
    for group_id, user_id, name in rows.tuples():
        told = {"value": user_id, "$ref": f"{base_url}/Users/{user_id}", "display": name, "type": "User"}
        found.setdefault(group_id, []).append(told)
    return found


def _group(row: Group, record: GroupRecord | None, members: list[dict[str, str]], base_url: str) -> Resource:
    told: Resource = {"schemas": [GROUP], "id": row.id, "displayName": row.name}
    if record is not None and record.external_id is not None:
        told["externalId"] = record.external_id
    more: Resource = {"members": members} if members else {}
    return told | more | {"meta": _meta(row, "Group", f"{base_url}/Groups/{row.id}")}


def _meta(row: Any, kind: str, location: str) -> Resource:
    return {
        "resourceType": kind, "created": clock.iso(row.created_at), "lastModified": clock.iso(row.updated_at),
        "location": location, "version": f'"{row.id}.{row.version}"',
    }  # fmt: skip
