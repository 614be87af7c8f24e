"""The door of keys."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.keys import actions, queries
from appliance.rooms.identity.keys.events import KeyCreated, KeyRevoked
from appliance.rooms.identity.keys.shapes import KeyDraft, KeyFilter, KeyView, NewKeyView
from appliance.rooms.identity.keys.tables import ApiKey

door = Door("keys", about="Keys for programs")


@door.get("/api/api-keys", also=["/api/v1/api-keys"], access=VIEWER, mode=READ)
def list_keys(where: KeyFilter, page: PageAsk, *, actor: Actor) -> Page[KeyView]:
    """List my keys, never with their secrets."""
    return queries.keys(where, page, seen_by=actor).map(KeyView.of)


@door.post(
    "/api/api-keys", also=["/api/v1/api-keys"], access=VIEWER, mode=WRITE, once=True, status=201, secret=True,
    location="/api/api-keys", errors=[Forbidden], emits=[KeyCreated],
)  # fmt: skip
def create_key(draft: KeyDraft, *, actor: Actor) -> NewKeyView:
    """Create a key; its secret is in this answer and nowhere else."""
    return NewKeyView.with_secret(*actions.create(draft, by=actor))


@door.delete(
    "/api/api-keys/{id:key}", also=["/api/v1/api-keys/{id:key}"], access=VIEWER, mode=WRITE, target=queries.key,
    emits=[KeyRevoked],
)  # fmt: skip
def revoke_key(key: ApiKey) -> None:
    """Revoke a key at once."""
    actions.revoke(key)
