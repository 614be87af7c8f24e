"""The door of grants: who reaches a knowledge base, an agent or a conversation, beyond its visibility."""

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, Forbidden, NotFound, ValidationFailed
from appliance.rooms.identity.grants import access, actions, queries
from appliance.rooms.identity.grants.events import GrantChanged, GrantGiven, GrantRevoked
from appliance.rooms.identity.grants.shapes import (
    AccessView,
    GrantDraft,
    GrantFilter,
    GrantPatch,
    GrantView,
    SubjectFilter,
    SubjectsView,
)
from appliance.rooms.identity.grants.tables import Grant

door = Door("grants", about="Who reaches what, beyond its visibility")


@door.get("/api/grants", access=VIEWER, mode=READ)
def list_grants(where: GrantFilter, page: PageAsk, *, actor: Actor) -> Page[GrantView]:
    """List what I was granted, and the grants of what I look after."""
    return queries.grants(where, page, seen_by=actor)


@door.post(
    "/api/grants", access=EDITOR, mode=WRITE, once=True, status=201, location="/api/grants/{id}", can="grants:give",
    errors=[Conflict, Forbidden, NotFound, ValidationFailed], emits=[GrantGiven],
)  # fmt: skip
def create_grant(draft: GrantDraft, *, actor: Actor) -> GrantView:
    """Grant a person or a group a level on a thing, or deny it to them."""
    return _view(actions.give(draft, by=actor), actor)


@door.get("/api/grants/subjects", access=EDITOR, mode=READ)
def list_subjects(where: SubjectFilter, *, actor: Actor) -> SubjectsView:
    """Find people and groups by name (or a person by the whole address), to grant them something."""
    return access.subjects(where, seen_by=actor)


@door.get("/api/grants/of/{resource:str}", access=EDITOR, mode=READ, errors=[Forbidden, NotFound])
def read_access(resource: str, *, actor: Actor) -> AccessView:
    """Read who reaches a thing, and why."""
    return access.access(resource, seen_by=actor)


@door.get("/api/grants/{id:grt}", access=VIEWER, mode=READ, target=queries.grant)
def read_grant(grant: Grant, *, actor: Actor) -> GrantView:
    """Read a grant."""
    return _view(grant, actor)


@door.patch(
    "/api/grants/{id:grt}", access=EDITOR, mode=WRITE, target=queries.grant, can="grants:give",
    errors=[Forbidden, NotFound, ValidationFailed], emits=[GrantChanged],
)  # fmt: skip
def change_grant(grant: Grant, patch: GrantPatch, *, actor: Actor) -> GrantView:
    """Change the level or the end of a grant; it holds from the next request on."""
    return _view(actions.change(grant, patch.sent(), by=actor), actor)


@door.delete(
    "/api/grants/{id:grt}", access=EDITOR, mode=WRITE, target=queries.grant, can="grants:give",
    errors=[Forbidden, NotFound], emits=[GrantRevoked],
)  # fmt: skip
def revoke_grant(grant: Grant, *, actor: Actor) -> None:
    """Take a grant or a deny away."""
    actions.revoke(grant, by=actor)


def _view(row: Grant, actor: Actor) -> GrantView:
    return queries.described([row], seen_by=actor)[0]
