"""Changes of connections. What one may reach outside is opened and shut with it, once the change is kept."""

from typing import Any

import orjson
from pydantic import ValidationError

from appliance.engines import started
from appliance.kernel import clock, crypt, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.kernel.shape import sentence
from appliance.rooms.identity import groups
from appliance.rooms.identity.federation import policy, queries
from appliance.rooms.identity.federation.events import ConnectionChanged, ConnectionCreated, ConnectionRemoved
from appliance.rooms.identity.federation.ports import Provider, feature, providers
from appliance.rooms.identity.federation.refusals import NotLetIn
from appliance.rooms.identity.federation.shapes import ConnectionDraft
from appliance.rooms.identity.federation.tables import Connection, Identity, ProviderKind, Spent
from appliance.store import opened

_CHECKED = frozenset({"settings", "domains", "creates_people", "mapping", "group_ids", "enforced", "enabled"})
_HARMLESS = frozenset({"label", "enabled", "enforced", "domains"})
"""What may change without making the connection's word another one."""


def create(draft: ConnectionDraft, *, by: Actor) -> Connection:
    """Add a way in."""
    policy.require_session(by)
    fields = draft.fields()
    secrets = fields.pop("secrets")
    fields |= {"settings": _settings(draft.kind, draft.settings), "mapping": draft.mapping.model_dump(mode="json")}
    row = Connection.add(org_id=by.org_id, vouched=by.is_operator, **fields)
    _check(row)
    row.change(sealed=_sealed(row, secrets))
    emit(ConnectionCreated(row.id, row.kind))
    _reach_later(row)
    return row


def change(row: Connection, sent: dict[str, Any], *, by: Actor) -> Connection:
    """Change what is sent; of settings and secrets only the keys that are."""
    policy.require_session(by)
    sent = {name: value for name, value in sent.items() if value is not None}
    secrets = sent.pop("secrets", None)
    if "settings" in sent:
        sent["settings"] = _settings(row.kind, row.settings | sent["settings"])
    if "mapping" in sent:
        sent["mapping"] = sent["mapping"].model_dump(mode="json")
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    changed = sorted(fields)
    if secrets:
        fields["sealed"] = _sealed(row, queries.secrets(row) | secrets)
        changed.append("secrets")
    if not changed and (row.vouched or not by.is_operator):
        return row
    row.change(**fields, vouched=by.is_operator or (row.vouched and not set(changed) - _HARMLESS))
    if _CHECKED & fields.keys():
        _check(row)
    emit(ConnectionChanged(row.id, changed or ["vouched"]))
    _reach_later(row)
    return row


def remove(row: Connection, *, by: Actor) -> None:
    """Remove a way in. Who came by it stays who they are, should it be opened again."""
    policy.require_session(by)
    row.remove()
    emit(ConnectionRemoved(row.id, row.kind))
    current.after_commit(lambda: started().egress.replace(feature(row.id), ()))


def spend(secret: str, expires_at: int) -> None:
    """Use up what works once; NotLetIn for the second time. In a unit of its own, before anything is done with it."""
    digest = crypt.digest(secret)
    if Spent.get_or_none(Spent.digest == digest) is not None:
        raise NotLetIn("replayed")
    Spent.add(org_id="", digest=digest, expires_at=expires_at)


def forget_spent() -> None:
    """Delete what would have run out by now."""
    Spent.delete().where(Spent.expires_at < clock.now_ms()).execute()


def forget_person(user_id: str) -> int:
    """Delete every identity of somebody."""
    gone: int = Identity.delete().where(Identity.user_id == user_id).execute()
    return gone


def _provider(kind: ProviderKind) -> Provider:
    provider = providers.get(kind)
    if provider is None:
        raise ValidationFailed.of("kind", "is not available here", "unknown_kind")
    return provider


def _settings(kind: ProviderKind, given: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in given.items() if value is not None}
    try:
        return _provider(kind).settings.model_validate(given).model_dump(mode="json")
    except ValidationError as wrong:
        fields = [
            {
                "field": ".".join(("settings", *map(str, one["loc"]))),
                "message": sentence(one["msg"]),
                "type": one["type"],
            }
            for one in wrong.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise ValidationFailed(param=str(fields[0]["field"]), details={"fields": fields}) from None


def _sealed(row: Connection, secrets: dict[str, str | None]) -> bytes | None:
    if unknown := secrets.keys() - set(_provider(row.kind).secrets):
        raise ValidationFailed.of("secrets", f"there is no secret {min(unknown)}", "unknown_secret")
    kept = {name: value for name, value in secrets.items() if value}
    return opened().keys.seal(orjson.dumps(kept), f"connection {row.id}") if kept else None


def _check(row: Connection) -> None:
    named = {*row.group_ids, *row.mapping["group_map"].values()}
    if named - groups.known_ids(named, row.org_id):
        raise ValidationFailed.of("group_ids", "There is no such group", "unknown_group")
    if row.creates_people and not row.domains and _provider(row.kind).is_open_to_all(row.settings):
        raise ValidationFailed.of("domains", "Say whose addresses may join: everybody has an account there", "missing")
    if row.enforced and row.enabled and not queries.break_glass_ids():
        raise Conflict("No operator has a password: without one nobody gets in when the provider is down")


def _reach_later(row: Connection) -> None:
    current.after_commit(lambda: open_egress([row]))


def open_egress(rows: list[Connection]) -> None:
    """Let each connection reach what its settings name while it is there, and nothing else."""
    for row in rows:
        provider = providers.get(row.kind)
        rules = provider.rules(feature(row.id), row.settings) if provider else ()
        started().egress.replace(feature(row.id), rules)
