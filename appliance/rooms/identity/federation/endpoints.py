"""The door of connections."""

from appliance import config
from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, Forbidden, ReauthRequired, ValidationFailed
from appliance.rooms.identity.federation import actions, queries, rehearsal
from appliance.rooms.identity.federation.events import (
    ConnectionChanged,
    ConnectionCreated,
    ConnectionRemoved,
    ConnectionTested,
)
from appliance.rooms.identity.federation.shapes import (
    ConnectionDraft,
    ConnectionFilter,
    ConnectionPatch,
    ConnectionView,
    RehearsalDraft,
    RehearsalView,
    TestView,
)
from appliance.rooms.identity.federation.tables import Connection

door = Door("federation", about="Signing in by the word of others")
_REFUSALS = (Forbidden, ReauthRequired, Conflict, ValidationFailed)


def _view(row: Connection) -> ConnectionView:
    return ConnectionView.of(row, sorted(queries.secrets(row)), config.in_force().base_url)


@door.get("/api/sso/connections", access=ADMIN, mode=READ)
def list_connections(where: ConnectionFilter, page: PageAsk, *, actor: Actor) -> Page[ConnectionView]:
    """List the connections to identity providers, never with their secrets."""
    return queries.connections(where, page, seen_by=actor).map(_view)


@door.post(
    "/api/sso/connections", access=ADMIN, mode=WRITE, once=True, fresh=True, status=201,
    location="/api/sso/connections/{id}", errors=_REFUSALS, emits=[ConnectionCreated],
)  # fmt: skip
def create_connection(draft: ConnectionDraft, *, actor: Actor) -> ConnectionView:
    """Add a way in by an identity provider."""
    return _view(actions.create(draft, by=actor))


@door.get("/api/sso/connections/{id:sso}", access=ADMIN, mode=READ, target=queries.own_connection)
def read_connection(connection: Connection) -> ConnectionView:
    """Read one connection, never with its secrets."""
    return _view(connection)


@door.patch(
    "/api/sso/connections/{id:sso}", access=ADMIN, mode=WRITE, fresh=True, target=queries.own_connection,
    errors=_REFUSALS, emits=[ConnectionChanged],
)  # fmt: skip
def change_connection(connection: Connection, patch: ConnectionPatch, *, actor: Actor) -> ConnectionView:
    """Change a connection; of settings and secrets only the keys that are sent, and null clears one."""
    return _view(actions.change(connection, patch.sent(), by=actor))


@door.delete(
    "/api/sso/connections/{id:sso}", access=ADMIN, mode=WRITE, fresh=True, target=queries.own_connection,
    errors=[Forbidden, ReauthRequired], emits=[ConnectionRemoved],
)  # fmt: skip
def remove_connection(connection: Connection, *, actor: Actor) -> None:
    """Remove a connection: nobody comes in by it any more. Open sessions live on."""
    actions.remove(connection, by=actor)


@door.post(
    "/api/sso/connections/{id:sso}/test", access=ADMIN, mode=CALL, once=False, target=queries.own_connection,
    emits=[ConnectionTested],
)  # fmt: skip
async def try_connection(connection: Connection) -> TestView:
    """Ask the provider for what a sign-in needs of it, step by step; nobody is signed in."""
    return await rehearsal.tried(connection)


@door.post("/api/sso/rehearsal", access=ADMIN, mode=READ, once=False, errors=[ValidationFailed])
def rehearse(draft: RehearsalDraft, *, actor: Actor) -> RehearsalView:
    """Show whom pasted claims would sign in, and why, with the connection's mapping or another. Nothing is written."""
    return rehearsal.rehearsed(draft, seen_by=actor)
