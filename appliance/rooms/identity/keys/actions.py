"""Changes of keys."""

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.identity import users
from appliance.rooms.identity.keys import policy, uses
from appliance.rooms.identity.keys.events import KeyCreated, KeyRevoked
from appliance.rooms.identity.keys.queries import PREFIX
from appliance.rooms.identity.keys.shapes import KeyDraft
from appliance.rooms.identity.keys.tables import ApiKey
from appliance.store.table import bound


def create(draft: KeyDraft, *, by: Actor) -> tuple[ApiKey, str]:
    """Make a key; the answer's second part is its secret, shown once."""
    policy.require_mint(by)
    secret = crypt.new_secret(PREFIX)
    row = ApiKey.add(
        org_id=by.org_id, user_id=by.id, name=draft.name, scope=draft.scope, ci_scopes=sorted(set(draft.ci_scopes)),
        rate_limit=draft.rate_limit, digest=crypt.digest(secret), display=crypt.display(secret),
        epoch=users.user(by.id, seen_by=by).key_epoch,
        expires_at=clock.now_ms() + draft.expires_in_days * clock.DAY if draft.expires_in_days else None,
    )  # fmt: skip
    emit(KeyCreated(row.id, by.id, row.scope))
    return row, secret


def revoke(row: ApiKey) -> None:
    """End a key at once, with everything that it holds open."""
    row.change(revoked_at=clock.now_ms())
    current.after_commit(lambda: ends.tell(row.id))
    emit(KeyRevoked(row.id, row.user_id))


def revoke_all(user_id: str) -> None:
    """End every key of a person."""
    for row in ApiKey.select().where((ApiKey.user_id == user_id) & ApiKey.revoked_at.is_null()):
        revoke(row)


def write_uses() -> None:
    """Write the last uses noted in memory."""
    batch = uses.waiting()
    bound.connection().executemany(
        "UPDATE keys_api_key SET last_used_at = ?, last_used_address = ? WHERE id = ?",
        [(moment, address, id_) for id_, (moment, address) in batch.items()],
    )
    current.after_commit(lambda: uses.written(batch))
