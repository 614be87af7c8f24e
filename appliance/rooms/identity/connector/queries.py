"""Reads of instances and of what they told."""

from collections.abc import Iterable
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.rooms.identity import groups
from appliance.rooms.identity.connector.facts import Fields
from appliance.rooms.identity.connector.tables import Fact, Instance, LinkedGroup, Pairing
from appliance.store import opened
from appliance.store.paging import found, paged

KEY, SECRET = "connector-key", "connector-pairing"


def _visible(actor: Actor) -> Any:
    return Instance.select().where(Instance.org_id == actor.org_id)


def instance(id: str, *, seen_by: Actor) -> Instance:
    """One Nextcloud of the organisation."""
    row: Instance = found(_visible(seen_by).where(Instance.id == id), "Instance")
    return row


def listed(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The organisation's Nextclouds."""
    return paged(_visible(seen_by), Instance, where, ask)


def may_see(actor: Actor, id: str) -> bool:
    """Administrators see the instances of their organisation."""
    return actor.at_least(Role.ADMIN) and bool(_visible(actor).where(Instance.id == id).exists())


def instances() -> list[Instance]:
    """Every provisioned Nextcloud."""
    return list(Instance.select().order_by(Instance.id))


def of_app_api() -> Instance | None:
    """The instance that was provisioned with the environment's secret."""
    row: Instance | None = Instance.get_or_none(Instance.is_app_api)
    return row


def by_address(instance_id: str, url: str) -> Instance | None:
    """An instance of this id, or at this address."""
    row: Instance | None = Instance.get_or_none((Instance.instance_id == instance_id) | (Instance.url == url))
    return row


def keys_of(row: Instance) -> list[str]:
    """The keys that hold now: the present one, and for a day the one before."""
    sealed = [row.sealed]
    if row.sealed_before is not None and clock.now_ms() < (row.before_until or 0):
        sealed.append(row.sealed_before)
    return [opened().keys.unseal(one, f"{KEY} {row.instance_id}").decode() for one in sealed]


def secret_of(row: Pairing) -> str:
    """A pairing's secret."""
    return opened().keys.unseal(row.sealed, f"{SECRET} {row.org_id}").decode()


def open_pairings() -> list[Pairing]:
    """Pairings that were neither used nor ran out."""
    return list(Pairing.select().where(Pairing.used_at.is_null() & (Pairing.expires_at > clock.now_ms())))


def fields(instance_id: str, *, gid: str = "", uid: str = "") -> Fields:
    """What is known of a person, a group or a membership."""
    row = Fact.get_or_none((Fact.instance_id == instance_id) & (Fact.gid == gid) & (Fact.uid == uid))
    return row.fields if row else {}


def memberships(instance_id: str, *, gid: str = "", uid: str = "") -> list[Fact]:
    """The memberships told of a person, or of a group."""
    which = (Fact.uid == uid) & (Fact.gid != "") if uid else (Fact.gid == gid) & (Fact.uid != "")
    return list(Fact.select().where((Fact.instance_id == instance_id) & which))


def fact_count(instance_id: str) -> int:
    """How much is known from one Nextcloud."""
    count: int = Fact.select().where(Fact.instance_id == instance_id).count()
    return count


@groups.keeps("nextcloud")
def kept(ids: Iterable[str]) -> set[str]:
    """Those of the groups that were made for groups of Nextcloud."""
    rows = LinkedGroup.select(LinkedGroup.group_id).where(LinkedGroup.group_id.in_(list(ids)))
    return {row.group_id for row in rows}


def linked_group(instance_id: str, gid: str) -> LinkedGroup | None:
    """The group that was made for a group of Nextcloud."""
    row: LinkedGroup | None = LinkedGroup.get_or_none(
        (LinkedGroup.instance_id == instance_id) & (LinkedGroup.gid == gid)
    )
    return row
