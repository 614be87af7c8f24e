"""The door of groups. Putting people into one is at the door of users, which lies above and knows them."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.identity.groups import actions, queries
from appliance.rooms.identity.groups.events import GroupChanged, GroupCreated, GroupRemoved
from appliance.rooms.identity.groups.shapes import (
    GroupDraft,
    GroupFilter,
    GroupPatch,
    GroupView,
    GroupWithMembersView,
)
from appliance.rooms.identity.groups.tables import Group

door = Door("groups", about="Groups of people")


@door.get("/api/organisation/groups", also=["/api/v1/groups"], access=VIEWER, mode=READ)
def list_groups(where: GroupFilter, page: PageAsk, *, actor: Actor) -> Page[GroupView]:
    """List the groups of the organisation."""
    return queries.groups(where, page, seen_by=actor)


@door.post(
    "/api/organisation/groups", also=["/api/v1/groups"], access=ADMIN, mode=WRITE, once=True, status=201,
    location="/api/organisation/groups/{id}", errors=[Conflict], emits=[GroupCreated],
)  # fmt: skip
def create_group(draft: GroupDraft, *, actor: Actor) -> GroupWithMembersView | GroupView:
    """Create a group."""
    return queries.view(actions.create(draft, by=actor), actor)


@door.get(
    "/api/organisation/groups/{id:grp}", also=["/api/v1/groups/{id:grp}"], access=VIEWER, mode=READ,
    target=queries.group,
)  # fmt: skip
def read_group(group: Group, *, actor: Actor) -> GroupWithMembersView | GroupView:
    """Read a group; administrators and members see who is in it."""
    return queries.view(group, actor)


@door.patch(
    "/api/organisation/groups/{id:grp}", also=["/api/v1/groups/{id:grp}"], access=ADMIN, mode=WRITE,
    target=queries.group, errors=[Conflict, ValidationFailed], emits=[GroupChanged],
)  # fmt: skip
def change_group(group: Group, patch: GroupPatch, *, actor: Actor) -> GroupWithMembersView | GroupView:
    """Change a group's name, description, or the group around it."""
    return queries.view(actions.change(group, patch.sent(), by=actor), actor)


@door.put(
    "/api/organisation/groups/{id:grp}", also=["/api/v1/groups/{id:grp}"], access=ADMIN, mode=WRITE,
    target=queries.group, errors=[Conflict, ValidationFailed], emits=[GroupChanged],
)  # fmt: skip
def replace_group(group: Group, draft: GroupDraft, *, actor: Actor) -> GroupWithMembersView | GroupView:
    """Replace what is said of a group; who is in it stays."""
    return queries.view(actions.change(group, draft.fields(), by=actor), actor)


@door.delete(
    "/api/organisation/groups/{id:grp}", also=["/api/v1/groups/{id:grp}"], access=ADMIN, mode=WRITE,
    target=queries.group, emits=[GroupRemoved],
)  # fmt: skip
def remove_group(group: Group) -> None:
    """Remove a group: what it gave ends, its people stay."""
    actions.remove(group)
