"""The door of service keys."""

from appliance.kernel.access import ADMIN
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden, ValidationFailed
from appliance.rooms.identity.service_keys import actions, queries
from appliance.rooms.identity.service_keys.events import (
    ServiceKeyChanged,
    ServiceKeyCreated,
    ServiceKeyRegenerated,
    ServiceKeyRemoved,
)
from appliance.rooms.identity.service_keys.shapes import (
    NewServiceKeyView,
    ServiceKeyDraft,
    ServiceKeyFilter,
    ServiceKeyPatch,
    ServiceKeyView,
)
from appliance.rooms.identity.service_keys.tables import ServiceKey

door = Door("service_keys", about="Keys with accounts of their own")


@door.get("/api/admin/api-keys", access=ADMIN, mode=READ)
def list_service_keys(where: ServiceKeyFilter, page: PageAsk, *, actor: Actor) -> Page[ServiceKeyView]:
    """List the service keys, never with their secrets."""
    return queries.service_keys(where, page, seen_by=actor)


@door.post(
    "/api/admin/api-keys", access=ADMIN, mode=WRITE, once=True, status=201, secret=True,
    location="/api/admin/api-keys", errors=[Forbidden, ValidationFailed], emits=[ServiceKeyCreated],
)  # fmt: skip
def create_service_key(draft: ServiceKeyDraft, *, actor: Actor) -> NewServiceKeyView:
    """Create a service account and its key; the secret is in this answer and nowhere else."""
    row, secret = actions.create(draft, by=actor)
    return NewServiceKeyView.of(row, queries.group_ids(row), secret=secret)


@door.patch(
    "/api/admin/api-keys/{id:key}", access=ADMIN, mode=WRITE, target=queries.service_key,
    errors=[Forbidden, ValidationFailed], emits=[ServiceKeyChanged],
)  # fmt: skip
def change_service_key(key: ServiceKey, patch: ServiceKeyPatch, *, actor: Actor) -> ServiceKeyView:
    """Change a key's name, type, limits or groups; it holds from its next request on."""
    return queries.view(actions.change(key, patch.sent(), by=actor))


@door.post(
    "/api/admin/api-keys/{id:key}/regenerate", access=ADMIN, mode=WRITE, once=False, secret=True,
    target=queries.service_key, errors=[Forbidden], emits=[ServiceKeyRegenerated],
)  # fmt: skip
def regenerate_service_key(key: ServiceKey, *, actor: Actor) -> NewServiceKeyView:
    """Give a key another secret, shown once; the old one dies with this answer."""
    row, secret = actions.regenerate(key, by=actor)
    return NewServiceKeyView.of(row, queries.group_ids(row), secret=secret)


@door.delete(
    "/api/admin/api-keys/{id:key}", access=ADMIN, mode=WRITE, target=queries.service_key, emits=[ServiceKeyRemoved],
)  # fmt: skip
def remove_service_key(key: ServiceKey, *, actor: Actor) -> None:
    """Remove a key and its account at once."""
    actions.remove(key, by=actor)
