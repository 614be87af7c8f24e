"""The door of provisioning: `/scim/v2` speaks SCIM, refusals included."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.problem import Conflict, Forbidden, TierLimit
from appliance.kernel.visit import Visit
from appliance.rooms.identity.groups import Group
from appliance.rooms.identity.groups.events import (
    GroupChanged,
    GroupCreated,
    GroupRemoved,
    MemberRemoved,
    MembersAdded,
)
from appliance.rooms.identity.scim import actions, calls, documents, queries, teams
from appliance.rooms.identity.scim.asked import Asked, Wanted
from appliance.rooms.identity.scim.events import GroupProvisioned, PersonProvisioned
from appliance.rooms.identity.scim.shapes import (
    DocumentView,
    GroupBody,
    GroupView,
    ListView,
    PatchBody,
    PersonBody,
    PersonView,
    ProvisioningView,
)
from appliance.rooms.identity.scim.wire import DIALECT
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.events import UserChanged, UserCreated, UserRemoved

door = Door("scim", about="Provisioning by a directory (SCIM 2.0)", dialect=DIALECT)


def _person(row: User, visit: Visit) -> PersonView:
    shown = queries.shown_person(row, Wanted.of(visit.query))
    return PersonView.model_validate(shown).at_version(row)


def _group(row: Group, visit: Visit) -> GroupView:
    shown = queries.shown_group(row, Wanted.of(visit.query))
    return GroupView.model_validate(shown).at_version(row)


@door.get("/api/scim", access=ADMIN, mode=READ, dialect=None)
def provisioning(*, actor: Actor) -> ProvisioningView:
    """Read the address for the directory, how many it keeps here, and when it was last heard of."""
    return queries.provisioning(seen_by=actor)


@door.get("/scim/v2/ServiceProviderConfig", access=ADMIN, mode=READ)
def service_provider_config() -> DocumentView:
    """Read what this SCIM service offers."""
    return documents.configuration(queries.base_url())


@door.get("/scim/v2/ResourceTypes", access=ADMIN, mode=READ)
def resource_types() -> ListView:
    """List the types of resources."""
    return documents.resource_types(queries.base_url())


@door.get("/scim/v2/ResourceTypes/{name:str}", access=ADMIN, mode=READ)
def resource_type(name: str) -> DocumentView:
    """Read a type of resources."""
    return documents.resource_type(name, queries.base_url())


@door.get("/scim/v2/Schemas", access=ADMIN, mode=READ)
def schemas() -> ListView:
    """List the schemas."""
    return documents.schemas(queries.base_url())


@door.get("/scim/v2/Schemas/{urn:str}", access=ADMIN, mode=READ)
def schema(urn: str) -> DocumentView:
    """Read a schema."""
    return documents.schema(urn, queries.base_url())


@door.get("/scim/v2/Users", access=ADMIN, mode=READ)
def list_people(*, visit: Visit, actor: Actor) -> ListView:
    """List people; `filter`, `startIndex`, `count`, `sortBy`, `sortOrder`, `attributes`, `excludedAttributes`."""
    calls.note(actor)
    return queries.people(Asked.of(visit.query), seen_by=actor)


@door.post(
    "/scim/v2/Users", access=ADMIN, mode=WRITE, once=True, status=201, location="/scim/v2/Users/{id}",
    errors=[Conflict, Forbidden, TierLimit], emits=[UserCreated, PersonProvisioned],
)  # fmt: skip
def create_person(body: PersonBody, *, visit: Visit, actor: Actor) -> PersonView:
    """Create a person without a password: they come in by single sign-on. An enabled one takes a seat."""
    calls.note(actor)
    return _person(actions.create(body, by=actor), visit)


@door.get("/scim/v2/Users/{id:usr}", access=ADMIN, mode=READ, target=queries.person)
def read_person(user: User, *, visit: Visit, actor: Actor) -> PersonView:
    """Read a person."""
    calls.note(actor)
    return _person(user, visit)


@door.put(
    "/scim/v2/Users/{id:usr}", access=ADMIN, mode=WRITE, target=queries.person,
    errors=[Conflict, Forbidden, TierLimit], emits=[UserChanged, PersonProvisioned],
)  # fmt: skip
def replace_person(user: User, body: PersonBody, *, visit: Visit, actor: Actor) -> PersonView:
    """Replace a person; without `active` and `roles` these stay. A suspended one is out at once."""
    calls.note(actor)
    return _person(actions.replace(user, body, by=actor), visit)


@door.patch(
    "/scim/v2/Users/{id:usr}", access=ADMIN, mode=WRITE, target=queries.person,
    errors=[Conflict, Forbidden, TierLimit], emits=[UserChanged, PersonProvisioned],
)  # fmt: skip
def change_person(user: User, body: PatchBody, *, visit: Visit, actor: Actor) -> PersonView:
    """Change a person by operations, all or none."""
    calls.note(actor)
    return _person(actions.patch(user, body, by=actor), visit)


@door.delete(
    "/scim/v2/Users/{id:usr}", access=ADMIN, mode=WRITE, target=queries.person, errors=[Conflict, Forbidden],
    emits=[UserRemoved],
)  # fmt: skip
def remove_person(user: User, *, actor: Actor) -> None:
    """Remove a person; every way in of theirs ends at once. An administrator can restore them for 30 days."""
    calls.note(actor)
    actions.remove(user)


@door.get("/scim/v2/Groups", access=ADMIN, mode=READ)
def list_groups(*, visit: Visit, actor: Actor) -> ListView:
    """List groups; the same words as for people."""
    calls.note(actor)
    return queries.teams(Asked.of(visit.query), seen_by=actor)


@door.post(
    "/scim/v2/Groups", access=ADMIN, mode=WRITE, once=True, status=201, location="/scim/v2/Groups/{id}",
    errors=[Conflict], emits=[GroupCreated, GroupProvisioned, MembersAdded],
)  # fmt: skip
def create_group(body: GroupBody, *, visit: Visit, actor: Actor) -> GroupView:
    """Create a group with its people."""
    calls.note(actor)
    return _group(teams.create(body, by=actor), visit)


@door.get("/scim/v2/Groups/{id:grp}", access=ADMIN, mode=READ, target=queries.group)
def read_group(group: Group, *, visit: Visit, actor: Actor) -> GroupView:
    """Read a group."""
    calls.note(actor)
    return _group(group, visit)


@door.put(
    "/scim/v2/Groups/{id:grp}", access=ADMIN, mode=WRITE, target=queries.group, errors=[Conflict],
    emits=[GroupChanged, GroupProvisioned, MembersAdded, MemberRemoved],
)  # fmt: skip
def replace_group(group: Group, body: GroupBody, *, visit: Visit, actor: Actor) -> GroupView:
    """Replace a group; without members nobody is in it."""
    calls.note(actor)
    return _group(teams.replace(group, body, by=actor), visit)


@door.patch(
    "/scim/v2/Groups/{id:grp}", access=ADMIN, mode=WRITE, target=queries.group, errors=[Conflict],
    emits=[GroupChanged, GroupProvisioned, MembersAdded, MemberRemoved],
)  # fmt: skip
def change_group(group: Group, body: PatchBody, *, visit: Visit, actor: Actor) -> GroupView:
    """Change a group by operations, all or none."""
    calls.note(actor)
    return _group(teams.patch(group, body, by=actor), visit)


@door.delete(
    "/scim/v2/Groups/{id:grp}", access=ADMIN, mode=WRITE, target=queries.group, emits=[GroupRemoved],
)  # fmt: skip
def remove_group(group: Group, *, actor: Actor) -> None:
    """Remove a group; its people stay."""
    calls.note(actor)
    teams.remove(group)
