"""Nextcloud's people as ours: somebody is the uid at that address, never an e-mail address."""

from appliance.engines.asserted import Asserted
from appliance.kernel import clock
from appliance.kernel.actor import Actor, system
from appliance.rooms.identity import federation, sessions
from appliance.rooms.identity.connector.tables import Fact, Instance
from appliance.rooms.identity.federation import Connection, Identity, Mapping, ProviderKind
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users import actions as users

METHOD = "nextcloud"


def arrive(row: Instance, uid: str, name: str | None, email: str | None) -> User:
    """The account of a uid, made when there is none and the instance may; NotLetIn with the reason otherwise."""
    connection = Connection(
        id=row.id, org_id=row.org_id, kind=ProviderKind.NEXTCLOUD, label=row.name, settings={},
        mapping=Mapping().model_dump(mode="json"), creates_people=row.creates_people, links_verified_email=False,
        trusts_email=True, default_role=row.default_role, group_ids=[], domains=[],
    )  # fmt: skip
    return federation.admit(connection, Asserted(row.url, uid, email=email, name=name))


def identity(row: Instance, uid: str) -> Identity | None:
    """Who a uid is here, if anybody."""
    found: Identity | None = Identity.get_or_none(
        (Identity.org_id == row.org_id) & (Identity.issuer == row.url) & (Identity.subject == uid)
    )
    return found


def account(known: Identity) -> User | None:
    """The account of an identity, unless it was removed."""
    user: User | None = User.get_or_none((User.id == known.user_id) & User.deleted_at.is_null())
    return user


def count(row: Instance) -> int:
    """How many people of an instance have an account."""
    people: int = Identity.select().where((Identity.org_id == row.org_id) & (Identity.issuer == row.url)).count()
    return people


def has_another_way(user: User, known: Identity) -> bool:
    """Whether somebody signs in without this Nextcloud too; then it may end its own way in, not the account."""
    others = Identity.select().where((Identity.user_id == user.id) & (Identity.id != known.id))
    return user.password is not None or bool(others.exists())


def leave(known: Identity) -> None:
    """Nextcloud deleted somebody: they are removed here, restorable, or keep the account that they have otherwise."""
    user = account(known)
    if user is not None:
        end_tokens(user.id)
        if not has_another_way(user, known):
            users.remove(user)
    known.delete_instance()


def suspend(user: User, row: Instance) -> bool:
    """Suspend somebody whom Nextcloud disabled; whether that was to be done."""
    if not user.active:
        return False
    users.change(user, {"active": False}, by=_as(row))
    return True


def resume(user: User, row: Instance) -> None:
    """Open an account again that was suspended by Nextcloud; it takes a seat."""
    users.change(user, {"active": True}, by=_as(row))


def rename(user: User, name: str, row: Instance) -> None:
    """Take Nextcloud's name for somebody."""
    users.change(user, {"name": name}, by=_as(row))


def _as(row: Instance) -> Actor:
    return system(row.org_id)


def user_ids(row: Instance) -> list[str]:
    """The accounts of an instance's people."""
    query = Identity.select(Identity.user_id).where((Identity.org_id == row.org_id) & (Identity.issuer == row.url))
    return [one.user_id for one in query]


def end_tokens(user_id: str) -> None:
    """End every session that a handshake opened."""
    live = Session.select().where(
        (Session.user_id == user_id) & (Session.method == METHOD) & Session.ended_at.is_null()
        & (Session.expires_at > clock.now_ms())
    )  # fmt: skip
    for one in list(live):
        sessions.end(one.id)


def forget_person(user_id: str) -> int:
    """Delete what Nextclouds told of an erased person, as long as it is known who they are there; how many facts."""
    gone = 0
    for known in Identity.select().where(Identity.user_id == user_id):
        there = Instance.select(Instance.id).where((Instance.org_id == known.org_id) & (Instance.url == known.issuer))
        gone += int(Fact.delete().where(Fact.instance_id.in_(there) & (Fact.uid == known.subject)).execute())
    return gone
