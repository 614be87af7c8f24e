"""Reads of keys, each by its owner alone; and the hot read that turns a key into an actor."""

from typing import Any

import orjson

from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity import users
from appliance.rooms.identity.keys.lookup import Lookup, require_open
from appliance.rooms.identity.keys.tables import ApiKey, Scope
from appliance.rooms.identity.keys.uses import of_keys
from appliance.rooms.identity.users.tables import User
from appliance.store.paging import found, paged

PREFIX = "apl_key_"
_COLUMNS = "SELECT id, user_id, scope, ci_scopes, rate_limit, expires_at, revoked_at, epoch, allowed_addresses"
_LOOKUP = Lookup(
    PREFIX,
    f"{_COLUMNS} FROM keys_api_key WHERE digest = ?",
    f"{_COLUMNS}, former_until FROM keys_api_key WHERE former_digest = ?",
)


def _visible(actor: Actor) -> Any:
    live = (ApiKey.user_id == actor.id) & ApiKey.revoked_at.is_null() & (ApiKey.epoch == User.key_epoch)
    return ApiKey.select().join(User, on=(User.id == ApiKey.user_id)).where(live)


def key(id: str, *, seen_by: Actor) -> ApiKey:
    """One of the actor's own keys."""
    row: ApiKey = found(_visible(seen_by).where(ApiKey.id == id), "Key")
    return row


def keys(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The actor's own keys that have not been revoked; expired ones too."""
    return paged(_visible(seen_by), ApiKey, where, ask)


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The actor of a key: its owner, with the owner's rights of this moment, narrowed by the key's scope."""
    key_id, user_id, scope, ci_scopes, rate_limit, expires_at, revoked_at, epoch, networks = _LOOKUP.row(
        reader, presented
    )
    owner = users.owner(reader, user_id)
    if revoked_at is not None or epoch != owner.key_epoch:
        raise Unauthorized("revoked")
    require_open(presented, expires_at, networks)
    of_keys.note(key_id, presented.now_ms, presented.address)
    return Actor(
        id=user_id, org_id=owner.org_id, role=owner.role, kind=owner.kind, credential=presented.kind,
        credential_id=key_id, is_operator=owner.is_operator, is_read_only=scope == Scope.READ_ONLY,
        scopes=_scopes(scope, ci_scopes), group_ids=owner.group_ids, rate_limit=rate_limit,
    )  # fmt: skip


def _scopes(scope: str, ci_scopes: str) -> frozenset[str]:
    """Never empty for a CI key: without scopes it would count as a full one."""
    return frozenset({"ci", *orjson.loads(ci_scopes)}) if scope == Scope.CI else frozenset()


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own keys."""
    return bool(_visible(actor).where(ApiKey.id == id).exists())
