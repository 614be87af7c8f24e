"""Changes of keys."""

from typing import Any

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.identity import users
from appliance.rooms.identity.keys import policy
from appliance.rooms.identity.keys.events import KeyChanged, KeyCreated, KeyRevoked, KeyRotated
from appliance.rooms.identity.keys.queries import PREFIX
from appliance.rooms.identity.keys.shapes import KeyDraft
from appliance.rooms.identity.keys.tables import ApiKey


def create(draft: KeyDraft, *, by: Actor) -> tuple[ApiKey, str]:
    """Make a key; the answer's second part is its secret, shown once."""
    policy.require_mint(by)
    secret = crypt.new_secret(PREFIX)
    row = ApiKey.add(
        org_id=by.org_id, user_id=by.id, name=draft.name, scope=draft.scope, ci_scopes=sorted(set(draft.ci_scopes)),
        rate_limit=draft.rate_limit, digest=crypt.digest(secret), display=crypt.display(secret),
        epoch=users.user(by.id, seen_by=by).key_epoch,
        expires_at=clock.now_ms() + draft.expires_in_days * clock.DAY if draft.expires_in_days else None,
        allowed_addresses=draft.allowed_addresses or None,
    )  # fmt: skip
    emit(KeyCreated(row.id, by.id, row.scope))
    return row, secret


def change(row: ApiKey, sent: dict[str, Any], *, by: Actor) -> ApiKey:
    """Change name and limits; the limits with a session alone, so that no key lifts its own."""
    if sent.get("name", row.name) is None:
        sent.pop("name")
    if "allowed_addresses" in sent:
        sent["allowed_addresses"] = sent["allowed_addresses"] or None
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if set(fields) - {"name"}:
        policy.require_session(by)
    if fields:
        row.change(**fields)
        emit(KeyChanged(row.id, sorted(fields)))
    return row


def rotate(row: ApiKey, overlap_hours: int, *, by: Actor) -> tuple[ApiKey, str]:
    """Give a key a new secret, shown once; the former one opens it for the overlap, an older one no longer."""
    policy.require_mint(by)
    secret = crypt.new_secret(PREFIX)
    former = {"former_digest": row.digest, "former_until": clock.now_ms() + overlap_hours * clock.HOUR}
    row.change(
        digest=crypt.digest(secret), display=crypt.display(secret),
        **(former if overlap_hours else {"former_digest": None, "former_until": None}),
    )  # fmt: skip
    if not overlap_hours:
        current.after_commit(lambda: ends.tell(row.id))
    emit(KeyRotated(row.id, row.user_id, overlap_hours))
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


def forget_person(user_id: str) -> int:
    """Delete the keys of an erased person, with their names and where they were used last; how many."""
    return int(ApiKey.delete().where(ApiKey.user_id == user_id).execute())
