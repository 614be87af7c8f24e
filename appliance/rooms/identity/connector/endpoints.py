"""The door of the connector: what Nextcloud calls, signed, and what administrators see of it."""

from appliance import config
from appliance.kernel.access import ADMIN, SIGNED
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import BadRequest, Conflict, Forbidden, MfaRequired, Unauthorized
from appliance.kernel.rate import AUTH, WEBHOOK
from appliance.kernel.visit import Visit
from appliance.rooms.identity import consents, users
from appliance.rooms.identity.connector import actions, people, proof, queries, sync
from appliance.rooms.identity.connector.events import (
    InstanceChanged,
    InstanceKeyRotated,
    InstanceProvisioned,
    InstanceRemoved,
    PairingOpened,
    PeopleSynced,
)
from appliance.rooms.identity.connector.proof import Proven
from appliance.rooms.identity.connector.shapes import (
    BootstrapDraft,
    BootstrappedView,
    HandshakeAsk,
    HandshakeView,
    InstanceFilter,
    InstancePatch,
    InstanceView,
    PairingView,
    RotatedView,
    RotationDraft,
    SyncDraft,
    SyncView,
)
from appliance.rooms.identity.connector.tables import Instance
from appliance.rooms.identity.federation import NotLetIn
from appliance.rooms.identity.federation.events import IdentityLinked
from appliance.rooms.identity.groups.events import GroupChanged, GroupCreated, GroupRemoved, MemberRemoved, MembersAdded
from appliance.rooms.identity.sessions.events import SignedIn, SignedOut
from appliance.rooms.identity.users.events import UserChanged, UserCreated, UserRemoved
from appliance.store.database import write

door = Door("connector", about="Nextclouds that vouch for their people")

_BOOTSTRAP = "/auth/connector/bootstrap"
_OF_PEOPLE = (UserCreated, UserChanged, UserRemoved, IdentityLinked, SignedOut)
_OF_GROUPS = (GroupCreated, GroupChanged, GroupRemoved, MembersAdded, MemberRemoved)


@door.post(
    _BOOTSTRAP, access=SIGNED, mode=WRITE, rate=AUTH, once=True, status=201, location="/api/connector/instances",
    secret=True, proves=proof.of_newcomer, errors=[Unauthorized, Conflict], emits=[InstanceProvisioned],
)  # fmt: skip
def bootstrap(draft: BootstrapDraft, *, visit: Visit, prepared: Proven) -> BootstrappedView:  # noqa: ARG001
    """Provision a Nextcloud, once: the answer carries the key with which it signs from now on."""
    row, key, organisation = actions.provision(draft, prepared)
    return BootstrappedView(
        id=row.id, tenant_key=key, organisation_id=organisation.id, organisation_name=organisation.name
    )


@door.get(
    "/auth/nc-handshake", access=SIGNED, mode=CALL, rate=WEBHOOK, proves=proof.of_instance,
    errors=[Unauthorized, NotLetIn, MfaRequired, BadRequest], emits=[SignedIn, *_OF_PEOPLE, *_OF_GROUPS],
)  # fmt: skip
async def handshake(where: HandshakeAsk, *, visit: Visit, prepared: Proven) -> HandshakeView:
    """Give out a short-lived token for one of the instance's people: `?uid=`, with name and email when they are new."""
    asked = {name: str(text) if (text := where.value(name)) else None for name in ("uid", "name", "email")}
    uid = asked["uid"] or prepared.uid
    if not uid or (prepared.uid and prepared.uid != uid):
        raise BadRequest("Say whose token it is: ?uid=")
    return await write(_shaken, prepared, uid, asked, visit)


def _shaken(proven: Proven, uid: str, asked: dict[str, str | None], visit: Visit) -> HandshakeView:
    if proven.instance is None:
        raise Unauthorized("invalid")
    user, opened = actions.shake_hands(proven.instance, uid, asked, visit)
    text = consents.current_text(user.org_id)
    view = users.view(user, Actor(user.id, user.org_id, user.role))
    return HandshakeView(
        token=opened.jwt, expires_at=opened.session.expires_at, user=view,
        consent_required=not consents.has_given(user.id, text.version), consent_version=text.version,
    )  # fmt: skip


@door.post(
    "/auth/webhook/nc-user-sync", access=SIGNED, mode=WRITE, rate=WEBHOOK, once=False, proves=proof.of_instance,
    errors=[Unauthorized], emits=[PeopleSynced, *_OF_PEOPLE, *_OF_GROUPS],
)  # fmt: skip
def user_sync(draft: SyncDraft, *, visit: Visit, prepared: Proven) -> SyncView:  # noqa: ARG001
    """Take in what happened to Nextcloud's people and groups; late and repeated events change nothing."""
    if prepared.instance is None:
        raise Unauthorized("invalid")
    return SyncView(data=sync.take(Instance.get_by_id(prepared.instance.id), draft.events))


@door.get("/api/connector/instances", access=ADMIN, mode=READ)
def list_instances(where: InstanceFilter, page: PageAsk, *, actor: Actor) -> Page[InstanceView]:
    """List the connected Nextclouds: their state and when they last told of their people."""
    return queries.listed(where, page, seen_by=actor).map(_view)


def _view(row: Instance) -> InstanceView:
    return InstanceView.of(row, people.count(row))


@door.get("/api/connector/instances/{id:ncx}", access=ADMIN, mode=READ, target=queries.instance)
def read_instance(instance: Instance) -> InstanceView:
    """Read one connected Nextcloud."""
    return _view(instance)


@door.patch(
    "/api/connector/instances/{id:ncx}", access=ADMIN, mode=WRITE, target=queries.instance, emits=[InstanceChanged]
)
def change_instance(instance: Instance, patch: InstancePatch) -> InstanceView:
    """Change what an instance may do: make accounts, speak for the second factor."""
    return _view(actions.change(instance, patch.sent()))


@door.post(
    "/api/connector/instances/{id:ncx}/rotate", access=ADMIN, mode=WRITE, once=False, secret=True,
    target=queries.instance, errors=[Forbidden], emits=[InstanceKeyRotated],
)  # fmt: skip
def rotate_key(instance: Instance, draft: RotationDraft, *, actor: Actor) -> RotatedView:
    """Give an instance another key, shown once; the present one holds for a day, or dies now with `at_once`."""
    key = actions.rotate(instance, at_once=draft.at_once, by=actor)
    return RotatedView.of(instance, people.count(instance), tenant_key=key)


@door.delete(
    "/api/connector/instances/{id:ncx}", access=ADMIN, mode=WRITE, target=queries.instance,
    emits=[InstanceRemoved, SignedOut],
)  # fmt: skip
def remove_instance(instance: Instance) -> None:
    """Part from a Nextcloud: its key dies, its people and groups stay."""
    actions.remove(instance)


@door.post(
    "/api/connector/pairings", access=ADMIN, mode=WRITE, once=False, secret=True, errors=[Forbidden],
    emits=[PairingOpened],
)  # fmt: skip
def open_pairing(*, actor: Actor) -> PairingView:
    """Make a secret with which one Nextcloud may provision itself within a quarter of an hour; shown once."""
    row, secret = actions.open_pairing(by=actor)
    url = f"{config.in_force().base_url}{_BOOTSTRAP}"
    return PairingView(secret=secret, expires_at=row.expires_at, bootstrap_url=url)
