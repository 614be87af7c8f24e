"""Changes of instances: provisioned, rotated, removed; and the token for one of their people."""

from typing import Any

from appliance import config
from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, MfaRequired, Unauthorized
from appliance.kernel.visit import Visit
from appliance.rooms.identity import factors, orgs, sessions
from appliance.rooms.identity.connector import facts, people, policy, queries, sync
from appliance.rooms.identity.connector.events import (
    InstanceChanged,
    InstanceKeyRotated,
    InstanceProvisioned,
    InstanceRemoved,
    PairingOpened,
)
from appliance.rooms.identity.connector.proof import Proven
from appliance.rooms.identity.connector.shapes import BootstrapDraft
from appliance.rooms.identity.connector.tables import Fact, Instance, LinkedGroup, Pairing
from appliance.rooms.identity.federation import NotLetIn
from appliance.rooms.identity.orgs.tables import Organisation
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.users import User
from appliance.store import opened

KEY_PREFIX, PAIRING_PREFIX = "apl_nck_", "apl_ncp_"
PAIRING_MS = 15 * clock.MINUTE
OVERLAP_MS = clock.DAY


def open_pairing(*, by: Actor) -> tuple[Pairing, str]:
    """A secret with which one Nextcloud may provision itself, for a quarter of an hour."""
    policy.require_session(by)
    secret = crypt.new_secret(PAIRING_PREFIX)
    sealed = opened().keys.seal(secret.encode(), f"{queries.SECRET} {by.org_id}")
    row = Pairing.add(org_id=by.org_id, sealed=sealed, expires_at=clock.now_ms() + PAIRING_MS)
    Pairing.delete().where(Pairing.expires_at < clock.now_ms() - clock.DAY).execute()
    emit(PairingOpened(row.id))
    return row, secret


def provision(draft: BootstrapDraft, proven: Proven) -> tuple[Instance, str, Organisation]:
    """Take a Nextcloud in, once: 409 when it is here, or when the environment's secret was used before."""
    if queries.by_address(draft.instance_id, draft.url) is not None:
        raise Conflict("This Nextcloud is provisioned already; an administrator can give it another key")
    if proven.pairing is None and queries.of_app_api() is not None:
        raise Conflict("A Nextcloud was provisioned with this secret already")
    if proven.pairing is not None:
        _use_up(proven.pairing)
    organisation = _organisation(draft, proven)
    key = crypt.new_secret(KEY_PREFIX)
    row = Instance.add(
        org_id=organisation.id, instance_id=draft.instance_id, name=draft.name, url=draft.url,
        release=draft.version or "", sealed=_sealed(key, draft.instance_id), is_app_api=proven.pairing is None,
    )  # fmt: skip
    emit(InstanceProvisioned(row.id, row.instance_id, row.org_id))
    return row, key, organisation


def _use_up(pairing: Pairing) -> None:
    row = Pairing.get_or_none((Pairing.id == pairing.id) & Pairing.used_at.is_null())
    if row is None:
        raise Unauthorized("invalid", "This pairing was used before")
    row.change(used_at=clock.now_ms())


def _organisation(draft: BootstrapDraft, proven: Proven) -> Organisation:
    if proven.pairing is not None:
        return Organisation.get_by_id(proven.pairing.org_id)
    return orgs.the_org() or orgs.found_organisation(draft.name)


def _sealed(key: str, instance_id: str) -> bytes:
    return opened().keys.seal(key.encode(), f"{queries.KEY} {instance_id}")


def change(row: Instance, sent: dict[str, Any]) -> Instance:
    """Change what an instance may do."""
    if sent.get("default_role"):
        sent["default_role"] = Role(sent["default_role"])
    fields = {name: value for name, value in sent.items() if value is not None and getattr(row, name) != value}
    if fields:
        row.change(**fields)
        emit(InstanceChanged(row.id, sorted(fields)))
    return row


def rotate(row: Instance, *, at_once: bool, by: Actor) -> str:
    """A new key, shown once. The present one holds for another day, unless it is to die now."""
    policy.require_session(by)
    key, until = crypt.new_secret(KEY_PREFIX), None if at_once else clock.now_ms() + OVERLAP_MS
    row.change(sealed_before=None if at_once else row.sealed, before_until=until, sealed=_sealed(key, row.instance_id))
    emit(InstanceKeyRotated(row.id, at_once))
    return key


def remove(row: Instance) -> None:
    """Part from a Nextcloud. Its people and groups stay, and are ours alone from now on."""
    for user_id in people.user_ids(row):
        people.end_tokens(user_id)
    Fact.delete().where(Fact.instance_id == row.id).execute()
    LinkedGroup.delete().where(LinkedGroup.instance_id == row.id).execute()
    row.remove()
    emit(InstanceRemoved(row.id, row.instance_id))


def shake_hands(row: Instance, uid: str, said: dict[str, str | None], visit: Visit) -> tuple[User, Opened]:
    """A short session for one of Nextcloud's people. What is asked of every way in is asked here too."""
    fields = queries.fields(row.id, uid=uid)
    if fields and (not facts.exists(fields) or facts.value(fields, "enabled") is False):
        raise NotLetIn("suspended")
    name, email = (said[field] or facts.value(fields, field) for field in ("name", "email"))
    is_new = people.identity(row, uid) is None
    user = people.arrive(row, uid, name, email)
    if is_new:
        sync.place(row, uid)
    if factors.has_factor(user.id) and not row.does_second_factor:
        raise MfaRequired("This account has a second factor: sign in here, not through Nextcloud")
    Session.delete().where(
        (Session.user_id == user.id) & (Session.method == people.METHOD) & (Session.expires_at < clock.now_ms())
    ).execute()
    lasts_ms = config.in_force().connector_token_seconds * clock.SECOND
    return user, sessions.open_session(user, people.METHOD, visit, lasts_ms=lasts_ms)
