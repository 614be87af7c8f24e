"""The door of keys."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.keys import actions, queries
from appliance.rooms.identity.keys.events import KeyChanged, KeyCreated, KeyRevoked, KeyRotated
from appliance.rooms.identity.keys.shapes import (
    KeyDraft,
    KeyFilter,
    KeyPatch,
    KeyReplacement,
    KeyView,
    NewKeyView,
    RotationDraft,
)
from appliance.rooms.identity.keys.tables import ApiKey

door = Door("keys", about="Keys for programs")


@door.get("/api/api-keys", also=["/api/v1/api-keys"], access=VIEWER, mode=READ)
def list_keys(where: KeyFilter, page: PageAsk, *, actor: Actor) -> Page[KeyView]:
    """List my keys, never with their secrets."""
    return queries.keys(where, page, seen_by=actor).map(KeyView.of)


@door.post(
    "/api/api-keys", also=["/api/v1/api-keys"], access=VIEWER, mode=WRITE, once=True, status=201, secret=True,
    location="/api/api-keys/{id}", errors=[Forbidden], emits=[KeyCreated],
)  # fmt: skip
def create_key(draft: KeyDraft, *, actor: Actor) -> NewKeyView:
    """Create a key; its secret is in this answer and nowhere else."""
    return NewKeyView.with_secret(*actions.create(draft, by=actor))


@door.get(
    "/api/api-keys/{id:key}", also=["/api/v1/api-keys/{id:key}"], access=VIEWER, mode=READ, target=queries.key,
)  # fmt: skip
def read_key(key: ApiKey) -> KeyView:
    """Read one of my keys, never with its secret."""
    return KeyView.of(key)


@door.patch(
    "/api/api-keys/{id:key}", also=["/api/v1/api-keys/{id:key}"], access=VIEWER, mode=WRITE, target=queries.key,
    errors=[Forbidden], emits=[KeyChanged],
)  # fmt: skip
def change_key(key: ApiKey, patch: KeyPatch, *, actor: Actor) -> KeyView:
    """Change a key's name, rate limit, or where it may be used from."""
    return KeyView.of(actions.change(key, patch.sent(), by=actor))


@door.put(
    "/api/api-keys/{id:key}", also=["/api/v1/api-keys/{id:key}"], access=VIEWER, mode=WRITE, target=queries.key,
    errors=[Forbidden], emits=[KeyChanged],
)  # fmt: skip
def replace_key(key: ApiKey, draft: KeyReplacement, *, actor: Actor) -> KeyView:
    """Replace a key's name and limits; its scope and its end stay as they were made."""
    return KeyView.of(actions.change(key, draft.fields(), by=actor))


@door.post(
    "/api/api-keys/{id:key}/rotate", access=VIEWER, mode=WRITE, once=True, target=queries.key, secret=True,
    errors=[Forbidden], emits=[KeyRotated],
)  # fmt: skip
def rotate_key(key: ApiKey, draft: RotationDraft, *, actor: Actor) -> NewKeyView:
    """Give a key a new secret, shown once; the former one holds on for the overlap."""
    return NewKeyView.with_secret(*actions.rotate(key, draft.overlap_hours, by=actor))


@door.delete(
    "/api/api-keys/{id:key}", also=["/api/v1/api-keys/{id:key}"], access=VIEWER, mode=WRITE, target=queries.key,
    emits=[KeyRevoked],
)  # fmt: skip
def revoke_key(key: ApiKey) -> None:
    """Revoke a key at once."""
    actions.revoke(key)
