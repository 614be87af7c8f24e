"""Changes of service keys, and of the accounts behind them."""

from typing import Any

from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.identity import groups, keys, users
from appliance.rooms.identity.service_keys import policy
from appliance.rooms.identity.service_keys.events import (
    ServiceKeyChanged,
    ServiceKeyCreated,
    ServiceKeyRegenerated,
    ServiceKeyRemoved,
)
from appliance.rooms.identity.service_keys.queries import PREFIX
from appliance.rooms.identity.service_keys.shapes import ServiceKeyDraft
from appliance.rooms.identity.service_keys.tables import ServiceKey
from appliance.rooms.identity.users.actions import create_service, remove_service


def create(draft: ServiceKeyDraft, *, by: Actor) -> tuple[ServiceKey, str]:
    """Make a service account and its key; the answer's second part is its secret, shown once."""
    keys.require_mint(by)
    account = create_service(draft.name, policy.ROLE_OF[draft.type], by=by)
    groups.set_groups(account.id, draft.group_ids, org_id=by.org_id)
    secret, days = crypt.new_secret(PREFIX), draft.expires_in_days
    row = ServiceKey.add(
        org_id=by.org_id, user_id=account.id, name=draft.name, type=draft.type, digest=crypt.digest(secret),
        display=crypt.display(secret), epoch=account.key_epoch, rate_limit=draft.rate_limit, created_by=by.id,
        allowed_addresses=draft.allowed_addresses or None,
        expires_at=clock.now_ms() + days * clock.DAY if days else None,
    )  # fmt: skip
    emit(ServiceKeyCreated(row.id, account.id, row.type))
    return row, secret


def change(row: ServiceKey, sent: dict[str, Any], *, by: Actor) -> ServiceKey:
    """Change a key and its account. What it may do is changed with a session alone, and holds at the next request."""
    group_ids = sent.pop("group_ids", None)
    fields = _changes(row, sent)
    if set(fields) - {"name"} or group_ids is not None:
        policy.require_session(by)
    changed = sorted(fields)
    account = users.user(row.user_id, seen_by=by)
    if group_ids is not None and groups.set_groups(account.id, group_ids, org_id=by.org_id):
        changed.append("group_ids")
    if not changed:
        return row
    if "name" in fields or "type" in fields:
        account.change(name=fields.get("name", row.name), role=policy.ROLE_OF[fields.get("type", row.type)])
    row.change(**fields)
    emit(ServiceKeyChanged(row.id, changed, row.type))
    return row


def _changes(row: ServiceKey, sent: dict[str, Any]) -> dict[str, Any]:
    sent = {name: value for name, value in sent.items() if value is not None or name not in ("name", "type")}
    if "allowed_addresses" in sent:
        sent["allowed_addresses"] = sent["allowed_addresses"] or None
    return {name: value for name, value in sent.items() if getattr(row, name) != value}


def regenerate(row: ServiceKey, *, by: Actor) -> tuple[ServiceKey, str]:
    """Give a key another secret, shown once; the old one dies with the answer, and what it had open ends."""
    policy.require_session(by)
    secret = crypt.new_secret(PREFIX)
    account = users.user(row.user_id, seen_by=by)
    row.change(digest=crypt.digest(secret), display=crypt.display(secret), epoch=account.key_epoch)
    current.after_commit(lambda: ends.tell(row.id))
    emit(ServiceKeyRegenerated(row.id, row.user_id))
    return row, secret


def remove(row: ServiceKey, *, by: Actor) -> None:
    """Remove a key and its account at once."""
    remove_service(users.user(row.user_id, seen_by=by))
    row.change(revoked_at=clock.now_ms())
    current.after_commit(lambda: ends.tell(row.id))
    emit(ServiceKeyRemoved(row.id, row.user_id))
