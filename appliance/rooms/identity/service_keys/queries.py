"""Reads of service keys, and the hot read that turns one into the actor of its account."""

from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter, Page, PageAsk
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity import groups, keys, users
from appliance.rooms.identity.service_keys.shapes import ServiceKeyView
from appliance.rooms.identity.service_keys.tables import KeyType, ServiceKey
from appliance.store.paging import found, paged

PREFIX = "apl_svc_"
_LOOKUP = keys.Lookup(
    PREFIX,
    """
SELECT id, user_id, type, rate_limit, allowed_addresses, expires_at, revoked_at, epoch
FROM service_keys_service_key WHERE digest = ?
""",
)
of_service_keys = keys.Uses("UPDATE service_keys_service_key SET last_used_at = ?, last_used_address = ? WHERE id = ?")


def _visible(actor: Actor) -> Any:
    return ServiceKey.select().where((ServiceKey.org_id == actor.org_id) & ServiceKey.revoked_at.is_null())


def service_key(id: str, *, seen_by: Actor) -> ServiceKey:
    """One service key of the organisation."""
    row: ServiceKey = found(_visible(seen_by).where(ServiceKey.id == id), "Key")
    return row


def service_keys(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Page[ServiceKeyView]:
    """The service keys of the organisation; expired ones too."""
    rows = paged(_visible(seen_by), ServiceKey, where, ask)
    of = groups.groups_of([row.user_id for row in rows.data])
    return rows.map(lambda row: ServiceKeyView.of(row, [id_ for id_, _ in of.get(row.user_id, [])]))


def view(row: ServiceKey) -> ServiceKeyView:
    """One key with the groups of its account."""
    return ServiceKeyView.of(row, group_ids(row))


def group_ids(row: ServiceKey) -> list[str]:
    """The groups that the key's account was put into."""
    return [id_ for id_, _ in groups.groups_of([row.user_id]).get(row.user_id, [])]


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The actor of a service key: its own account, never an operator."""
    key_id, user_id, kind, rate_limit, networks, expires_at, revoked_at, epoch = _LOOKUP.row(reader, presented)
    owner = users.owner(reader, user_id)
    if revoked_at is not None or epoch != owner.key_epoch:
        raise Unauthorized("revoked")
    keys.require_open(presented, expires_at, networks)
    of_service_keys.note(key_id, presented.now_ms, presented.address)
    return Actor(
        id=user_id, org_id=owner.org_id, role=owner.role, kind=owner.kind, credential=presented.kind,
        credential_id=key_id, is_limited=kind == KeyType.LIMITED, group_ids=owner.group_ids, rate_limit=rate_limit,
    )  # fmt: skip
