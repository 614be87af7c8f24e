"""The door of personal access tokens."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.tokens import actions, queries
from appliance.rooms.identity.tokens.events import TokenCreated, TokenRevoked
from appliance.rooms.identity.tokens.shapes import (
    AnyTokenFilter,
    NewTokenView,
    OwnedTokenView,
    TokenDraft,
    TokenFilter,
    TokenView,
)
from appliance.rooms.identity.tokens.tables import PersonalToken

door = Door("tokens", about="Personal access tokens")


@door.get("/api/user/pats", access=VIEWER, mode=READ)
def list_tokens(where: TokenFilter, page: PageAsk, *, actor: Actor) -> Page[TokenView]:
    """List my tokens with their last use, revoked and expired ones too, never with their secrets."""
    return queries.tokens(where, page, seen_by=actor)


@door.post(
    "/api/user/pats", access=VIEWER, mode=WRITE, once=True, status=201, secret=True, location="/api/user/pats",
    errors=[Forbidden], emits=[TokenCreated],
)  # fmt: skip
def create_token(draft: TokenDraft, *, actor: Actor) -> NewTokenView:
    """Create a token; its secret is in this answer and nowhere else."""
    return queries.new_view(*actions.create(draft, by=actor))


@door.delete(
    "/api/user/pats/{id:pat}", access=VIEWER, mode=WRITE, target=queries.token, emits=[TokenRevoked],
)  # fmt: skip
def revoke_token(token: PersonalToken) -> None:
    """Revoke one of my tokens at once."""
    actions.revoke(token)


@door.get("/api/admin/pats", access=ADMIN, mode=READ)
def list_all_tokens(where: AnyTokenFilter, page: PageAsk, *, actor: Actor) -> Page[OwnedTokenView]:
    """List everybody's tokens with their owners and last uses."""
    return queries.all_tokens(where, page, seen_by=actor)


@door.delete(
    "/api/admin/pats/{id:pat}", access=ADMIN, mode=WRITE, target=queries.anybodys, emits=[TokenRevoked],
)  # fmt: skip
def revoke_any_token(token: PersonalToken) -> None:
    """Revoke somebody's token at once."""
    actions.revoke(token)
