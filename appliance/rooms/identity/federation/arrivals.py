"""Somebody comes by a provider's word. An account is found by issuer and subject, and by nothing else.

An address leads to an account only when the provider proves it and the connection says so.
"""

from typing import Any

from appliance.engines.asserted import Asserted
from appliance.kernel import clock
from appliance.kernel.actor import Role, system
from appliance.kernel.event import emit
from appliance.kernel.problem import TierLimit
from appliance.rooms.identity import groups, users
from appliance.rooms.identity.federation import queries
from appliance.rooms.identity.federation.events import FederatedSignInRefused, IdentityLinked
from appliance.rooms.identity.federation.mapping import Mapped
from appliance.rooms.identity.federation.refusals import NotLetIn
from appliance.rooms.identity.federation.tables import Connection, Identity
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users import actions as people
from appliance.rooms.identity.users.actions import Newcomer
from appliance.rooms.identity.users.queries import is_last_admin


def arrive(connection: Connection, said: Asserted) -> User:
    """The account of whoever the provider proved, found, linked or made, with its mapping applied; NotLetIn otherwise.

    In a writing unit: a refusal leaves nothing behind.
    """
    return admit(queries.connection(connection.kind, connection.id), said)  # as it is by now


def admit(connection: Connection, said: Asserted) -> User:
    """The same for a connection that is known to be as it is by now, or is none that administrators keep."""
    found = queries.mapped(connection, said)
    identity = queries.identity(connection.org_id, said.issuer, said.subject)
    if identity is None:
        user, is_new = _newly_known(connection, found)
        identity = Identity.add(
            org_id=connection.org_id, user_id=user.id, connection_id=connection.id, issuer=said.issuer,
            subject=said.subject, given_group_ids=[],
        )  # fmt: skip
        emit(IdentityLinked(user.id, user.org_id, connection.id, said.issuer, is_new))
    else:
        user = _welcome(identity.user_id)
    _require_vouched(connection, user)
    _apply(user, identity, found)
    _require_vouched(connection, user)  # once more: the mapping may just have made them one
    identity.change(last_used_at=clock.now_ms(), connection_id=connection.id)
    return user


def renew(connection: Connection, identity: Identity, said: Asserted) -> None:
    """Let a provider's word hold for somebody who came by it before and does not come now."""
    user = users.live(identity.user_id)
    if user is not None:
        _apply(user, identity, queries.mapped(connection, said))


def expected(connection: Connection, said: Asserted, found: Mapped) -> tuple[str, User | None]:
    """What `arrive` would do, in a word, and to whom; NotLetIn as there. Writes nothing."""
    identity = queries.identity(connection.org_id, said.issuer, said.subject)
    known = _welcome(identity.user_id) if identity is not None else _by_address(connection, found)
    if known is None:
        _require_may_join(connection, found)
    else:
        _require_vouched(connection, known)
    if identity is not None:
        return "signed_in", known
    return ("linked" if known else "created"), known


def _welcome(user_id: str) -> User:
    user = users.live(user_id)
    if user is None:
        raise NotLetIn("suspended", user_id=user_id)
    return user


def _require_vouched(connection: Connection, user: User) -> None:
    """An administrator who is no operator decides whose word counts, but never that it makes them an operator."""
    if not connection.vouched and any(one.id == user.id for one in queries.operators()):
        raise NotLetIn("operator", user_id=user.id)


def _newly_known(connection: Connection, found: Mapped) -> tuple[User, bool]:
    known = _by_address(connection, found)
    if known is not None:
        return (known if known.joined_at else known.change(joined_at=clock.now_ms()) or known), False
    return _made(connection, found), True


def _by_address(connection: Connection, found: Mapped) -> User | None:
    """The account that a proven address leads to; NotLetIn when there is one that it may not lead to."""
    known = users.by_email(found.email) if found.email else None
    if known is None:
        return None
    if not found.email_verified:
        raise NotLetIn("unverified_email", user_id=known.id)
    if not connection.links_verified_email or known.org_id != connection.org_id:
        raise NotLetIn("email_taken", user_id=known.id)
    return _welcome(known.id)


def _require_may_join(connection: Connection, found: Mapped) -> str:
    if not connection.creates_people:
        raise NotLetIn("unknown")
    if found.email is None:
        raise NotLetIn("no_email")
    if not (found.email_verified or connection.trusts_email):
        raise NotLetIn("unverified_email")
    domain = found.email.rpartition("@")[2].casefold()
    if connection.domains and domain not in connection.domains:
        raise NotLetIn("domain")
    return found.email


def _made(connection: Connection, found: Mapped) -> User:
    email = _require_may_join(connection, found)
    role = found.role or connection.default_role
    try:
        user = people.create(
            Newcomer(email, found.name or email.partition("@")[0], None, role), org_id=connection.org_id
        )
    except TierLimit as full:
        raise NotLetIn("no_seat") from full
    known = groups.known_ids(connection.group_ids, connection.org_id)
    groups.set_groups(user.id, known, org_id=connection.org_id)
    return user


def _apply(user: User, identity: Identity, found: Mapped) -> None:
    """Let the provider's word hold. The last administrator stays one; groups that it did not give stay too."""
    sent: dict[str, Any] = {"name": found.name}
    if found.role is not None and (found.role is Role.ADMIN or not is_last_admin(user)):
        sent["role"] = found.role
    if found.group_ids is not None:
        present = {id_ for id_, _ in groups.groups_of([user.id]).get(user.id, [])}
        wanted = (present - set(identity.given_group_ids)) | set(found.group_ids)
        sent["group_ids"] = sorted(groups.known_ids(wanted, user.org_id))
        identity.change(given_group_ids=list(found.group_ids))
    people.change(user, sent, by=system(user.org_id))


def note_refusal(refusal: NotLetIn, connection: Connection | None) -> None:
    """Record that somebody was not let in; in a unit of its own."""
    emit(
        FederatedSignInRefused(
            connection.id if connection else "", connection.org_id if connection else "", refusal.user_id,
            connection.kind if connection else "", refusal.reason,
        )
    )  # fmt: skip
