"""Reads of connections and identities."""

from typing import Any

import orjson

from appliance import config
from appliance.engines.asserted import Asserted
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import PageAsk, Rows
from appliance.rooms.identity import groups, orgs
from appliance.rooms.identity.federation.mapping import Mapped, Mapping, applied
from appliance.rooms.identity.federation.ports import providers
from appliance.rooms.identity.federation.refusals import NotLetIn
from appliance.rooms.identity.federation.shapes import ConnectionFilter, WayInView
from appliance.rooms.identity.federation.tables import Connection, Identity, ProviderKind
from appliance.rooms.identity.users.tables import Kind, User
from appliance.store import opened
from appliance.store.paging import found, paged


def _visible(actor: Actor) -> Any:
    return Connection.select().where(Connection.org_id == actor.org_id)


def own_connection(id: str, *, seen_by: Actor) -> Connection:
    """One connection of the organisation."""
    row: Connection = found(_visible(seen_by).where(Connection.id == id), "Connection")
    return row


def connections(where: ConnectionFilter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The connections of the organisation."""
    return paged(_visible(seen_by), Connection, where, ask)


def connection(kind: ProviderKind, id: str = "") -> Connection:
    """The enabled connection of a kind, the first organisation's first one unless it is named; NotLetIn without one."""
    query = Connection.select().where((Connection.kind == kind) & Connection.enabled)
    query = query.where(Connection.id == id) if id else query.order_by(Connection.org_id, Connection.id)
    row: Connection | None = query.first()
    if row is None:
        raise NotLetIn("not_configured")
    return row


def every_connection() -> list[Connection]:
    """Every connection of every organisation."""
    return list(Connection.select())


def enabled(kind: ProviderKind | None = None) -> list[Connection]:
    """Every enabled connection, oldest first; of one kind when asked."""
    query = Connection.select().where(Connection.enabled).order_by(Connection.id)
    return list(query.where(Connection.kind == kind) if kind else query)


def secret(row: Connection, name: str) -> str:
    """A secret of a connection; empty when it has none."""
    return secrets(row).get(name, "")


def secrets(row: Connection) -> dict[str, str]:
    """Every secret of a connection by name."""
    if row.sealed is None:
        return {}
    kept: dict[str, str] = orjson.loads(opened().keys.unseal(row.sealed, f"connection {row.id}"))
    return kept


def mapped(row: Connection, said: Asserted, mapping: Mapping | None = None) -> Mapped:
    """What the connection's mapping (or another one, to be tried) makes of an assertion."""
    mapping = mapping or Mapping.model_validate(row.mapping)
    return applied(mapping, said, groups.ids_by_name(row.org_id), row.default_role)


def identity(org_id: str, issuer: str, subject: str) -> Identity | None:
    """Who somebody of a provider is here."""
    row: Identity | None = Identity.get_or_none(
        (Identity.org_id == org_id) & (Identity.issuer == issuer) & (Identity.subject == subject)
    )
    return row


def identities_by(org_id: str, issuer: str) -> list[Identity]:
    """Everybody who came by one provider's word."""
    return list(Identity.select().where((Identity.org_id == org_id) & (Identity.issuer == issuer)))


def identities_of(user_id: str) -> list[Identity]:
    """Every provider's word that leads to somebody."""
    return list(Identity.select().where(Identity.user_id == user_id).order_by(Identity.id))


def ways() -> list[WayInView]:
    """The ways in that the sign-in page offers beside the password."""
    return [
        WayInView(
            id=row.id, kind=row.kind, label=row.label, is_form=not provider.login,
            url=f"{provider.login}?connection={row.id}" if provider.login else None,
        )
        for row in enabled() if (provider := providers.get(row.kind))
    ]  # fmt: skip


def is_enforced(org_id: str) -> bool:
    """Whether passwords are refused in an organisation."""
    return bool(
        Connection.select().where((Connection.org_id == org_id) & Connection.enabled & Connection.enforced).exists()
    )


def is_password_open() -> bool:
    """Whether the sign-in page offers the password to everybody."""
    first = orgs.the_org()
    return first is None or not is_enforced(first.id)


def operators() -> list[User]:
    """The machine's operators, as they are resolved at each request."""
    live = (User.role == Role.ADMIN) & (User.kind == Kind.PERSON) & User.active & User.deleted_at.is_null()
    named = {name.strip().casefold() for name in config.in_force().operators}
    if named:
        return list(User.select().where(live & User.address.in_(sorted(named))))
    first = orgs.the_org()
    of_first = live & User.joined_at.is_null(False) & (User.org_id == (first.id if first else ""))
    return list(User.select().where(of_first).order_by(User.id).limit(1))


def break_glass_ids() -> set[str]:
    """The operators who can come in with a password when every provider is down."""
    return {row.id for row in operators() if row.password}


def require_password_allowed(user: User) -> None:
    """NotLetIn when the organisation signs in by its providers alone; operators with a password always may."""
    if is_enforced(user.org_id) and user.id not in break_glass_ids():
        raise NotLetIn("password_off", user_id=user.id)
