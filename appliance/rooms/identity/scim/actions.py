"""Changes by a directory, inside a unit. What the appliance keeps of people and groups changes by their own rooms."""

from typing import Any

from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.rooms.identity import users
from appliance.rooms.identity.scim import policy, queries, resources
from appliance.rooms.identity.scim.attributes import EXTENSION, PERSON
from appliance.rooms.identity.scim.events import PersonProvisioned
from appliance.rooms.identity.scim.patching import patched
from appliance.rooms.identity.scim.shapes import PatchBody, PersonBody
from appliance.rooms.identity.scim.tables import PersonRecord
from appliance.rooms.identity.scim.wire import Uniqueness
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users import actions as changing
from appliance.rooms.identity.users.queries import folded


def create(body: PersonBody, *, by: Actor) -> User:
    """A new person without a password: they come in by single sign-on, or an administrator sends them a link."""
    policy.require_no_operator(body.user_name)
    if users.by_email(body.user_name) is not None:
        raise Uniqueness("Somebody with this userName is here already", param="userName")
    _refuse_known(body.external_id, None, by)
    row = changing.admit(
        body.user_name, body.shown_name(), body.role() or Role.EDITOR, org_id=by.org_id, active=body.active is not False
    )
    _describe(row, body)
    return row


def replace(row: User, body: PersonBody, *, by: Actor) -> User:
    """Make a person what the directory says. What it leaves out of role and active stays."""
    sent = _core(row, body)
    if sent.keys() - {"name"} or folded(body.user_name) != row.address:
        policy.require_touchable(row)
    if folded(body.user_name) != row.address:
        policy.require_no_operator(body.user_name)
        if users.by_email(body.user_name) is not None:
            raise Uniqueness("Somebody with this userName is here already", param="userName")
    _refuse_known(body.external_id, row, by)
    changing.readdress(row, body.user_name)
    if sent:
        changing.change(row, sent, by=by)
    _describe(row, body)
    return row


def _core(row: User, body: PersonBody) -> dict[str, Any]:
    wanted = {"name": body.shown_name(), "role": body.role(), "active": body.active}
    return {name: value for name, value in wanted.items() if value is not None and getattr(row, name) != value}


def patch(row: User, body: PatchBody, *, by: Actor) -> User:
    """Change a person by operations, all or none."""
    before = resources.writable_person(row, queries.person_record(row.id))
    after = patched(before, body.told(), (PERSON, EXTENSION))
    return replace(row, PersonBody.model_validate(after), by=by)


def remove(row: User) -> None:
    """Remove a person as an administrator would: restorable for 30 days, out at once."""
    policy.require_touchable(row)
    changing.remove(row)
    PersonRecord.delete().where(PersonRecord.user_id == row.id).execute()


def forget(user_id: str) -> int:
    """Forget what a directory said of an erased person."""
    return int(PersonRecord.delete().where(PersonRecord.user_id == user_id).execute())


def _refuse_known(external_id: str | None, row: User | None, by: Actor) -> None:
    if external_id is None:
        return
    holder: Any = PersonRecord.get_or_none(
        (PersonRecord.org_id == by.org_id) & (PersonRecord.external_id == external_id)
    )
    if holder is None or (row is not None and holder.user_id == row.id):
        return
    there = User.get_or_none((User.id == holder.user_id) & User.deleted_at.is_null())
    if there is not None:
        raise Uniqueness("Somebody with this externalId is here already", param="externalId")
    holder.remove()


def _describe(row: User, body: PersonBody) -> None:
    kept = body.kept()
    wanted = {"external_id": body.external_id, "email": _other_address(row, body), "attributes": kept}
    record = queries.person_record(row.id)
    if record is None:
        PersonRecord.add(org_id=row.org_id, user_id=row.id, **wanted)
        changed = sorted(name for name, value in wanted.items() if value)
    else:
        changed = sorted(name for name, value in wanted.items() if getattr(record, name) != value)
        if changed:
            record.change(**{name: wanted[name] for name in changed})
    if changed:
        row.change()
        emit(PersonProvisioned(row.id, changed))


def _other_address(row: User, body: PersonBody) -> str | None:
    given = sorted(body.emails or [], key=lambda one: not one.primary)
    found = next((folded(one.value) for one in given if one.value), None)
    return found if found != row.address else None
