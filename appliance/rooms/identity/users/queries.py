"""Reads of people. Deleted ones are seen by nobody."""

from collections.abc import Iterable, Sequence
from typing import Any

from peewee import fn

from appliance.kernel import clock, crypt
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.kernel.problem import NotFound, ValidationFailed
from appliance.kernel.room import Match
from appliance.rooms import licensing
from appliance.rooms.identity.users.tables import Invitation, Kind, User
from appliance.store.paging import found, paged
from appliance.store.wording import holding

RESTORABLE_DAYS = 30


def folded(email: str) -> str:
    """An e-mail address as it is compared."""
    return email.strip().casefold()


def _visible(actor: Actor) -> Any:
    return User.select().where((User.org_id == actor.org_id) & User.deleted_at.is_null())


def _removed(actor: Actor) -> Any:
    since = clock.now_ms() - RESTORABLE_DAYS * clock.DAY
    return User.select().where(
        (User.org_id == actor.org_id) & (User.deleted_at >= since) & (User.kind == Kind.PERSON) & (User.email != "")
    )


def user(id: str, *, seen_by: Actor) -> User:
    """One person of the organisation."""
    row: User = found(_visible(seen_by).where(User.id == id), "User")
    return row


def removed(id: str, *, seen_by: Actor) -> User:
    """Somebody who was removed and can still be restored."""
    row: User = found(_removed(seen_by).where(User.id == id), "User")
    return row


def leaver(id: str, *, seen_by: Actor) -> User:
    """Somebody who is here, or was removed and can still be restored."""
    row: User | None = _visible(seen_by).where(User.id == id).first()
    return row or removed(id, seen_by=seen_by)


def users(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """The people of the organisation; with `removed` those who can be restored."""
    return paged(_removed(seen_by) if where.value("removed") else _visible(seen_by), User, where, ask)


def everybody(*, seen_by: Actor) -> list[User]:
    """All people of the organisation, without service accounts, by address."""
    return list(_visible(seen_by).where(User.kind == Kind.PERSON).order_by(User.address))


def require_people(ids: Iterable[str], *, seen_by: Actor) -> None:
    """422 when an id is nobody of the organisation."""
    wanted = set(ids)
    known = {row.id for row in _visible(seen_by).where(User.id.in_(list(wanted)))}
    if wanted - known:
        raise ValidationFailed.of("user_ids", "There is no such person", "unknown_user")


def names(ids: Iterable[str]) -> dict[str, str]:
    """The names of people by id; deleted ones keep theirs until they are erased."""
    query = User.select(User.id, User.name).where(User.id.in_(list(ids)))
    return {row.id: row.name for row in query}


def called(words: str, most: int, *, org_id: str) -> list[tuple[str, str]]:
    """Enabled people whose name holds these words, or whose whole address they are, as (id, name) by name."""
    holds = (fn.instr(fn.lower(User.name), words.lower()) > 0) | (User.address == folded(words))
    live = (User.org_id == org_id) & User.active & User.deleted_at.is_null()
    rows: Any = User.select(User.id, User.name).where(live & holds)
    return list(rows.order_by(User.name, User.id).limit(most).tuples())


def matching(words: Sequence[str], limit: int, *, seen_by: Actor) -> list[Match]:
    """People in whose name or address the words stand: for administrators alone, who list them anyway."""
    if not seen_by.at_least(Role.ADMIN):
        return []
    here = User.deleted_at.is_null() & (User.kind == Kind.PERSON) & holding((User.name, User.email), words)
    rows = _visible(seen_by).where(here).order_by(User.name, User.id).limit(limit)
    return [Match(row.id, row.name, row.email, "/settings/people") for row in rows]


def by_email(email: str) -> User | None:
    """The person with this address, or None."""
    row: User | None = User.get_or_none(User.address == folded(email))
    return row


def live(id: str) -> User | None:
    """The person, when there and enabled."""
    row: User | None = User.get_or_none((User.id == id) & User.active & User.deleted_at.is_null())
    return row


def is_colleague(id: str, *, of: Actor) -> bool:
    """Whether an id is an enabled person of the same organisation."""
    row = live(id)
    return row is not None and row.org_id == of.org_id


@licensing.counted("users")
def seats_taken() -> int:
    """Enabled people of the whole appliance, invited ones included; service accounts take no seat."""
    taken: int = User.select().where((User.kind == Kind.PERSON) & User.active & User.deleted_at.is_null()).count()
    return taken


def is_bootstrapped() -> bool:
    """Whether the first administrator is there."""
    return bool(User.select().where(User.joined_at.is_null(False)).exists())


def is_last_admin(user: User) -> bool:
    """Whether nobody else who has joined administers the organisation."""
    if user.role is not Role.ADMIN or not user.active or user.joined_at is None:
        return False
    return not _administrators(user.org_id).where(User.id != user.id).exists()


def first_administrator(org_id: str) -> str | None:
    """Who has administered the organisation for longest: to whom belongs what the house itself makes."""
    first: User | None = _administrators(org_id).order_by(User.id).first()
    return first.id if first else None


def _administrators(org_id: str) -> Any:
    return User.select().where(
        (User.org_id == org_id)
        & (User.kind == Kind.PERSON)
        & (User.role == Role.ADMIN)
        & User.active
        & User.deleted_at.is_null()
        & User.joined_at.is_null(False)
    )


def open_invitation(token: str) -> tuple[Invitation, User]:
    """A live invitation and whom it invites; used, expired and unknown ones look the same."""
    row = Invitation.get_or_none(Invitation.token_hash == crypt.digest(token))
    if row is None or row.used_at is not None or row.expires_at <= clock.now_ms():
        raise NotFound("Invitation not found")
    invited = live(row.user_id)
    if invited is None or invited.joined_at is not None:
        raise NotFound("Invitation not found")
    return row, invited


def invited(id: str, *, seen_by: Actor) -> User:
    """Somebody of the organisation who was invited and has not joined."""
    here = (User.id == id) & (User.kind == Kind.PERSON) & User.joined_at.is_null()
    row: User = found(_visible(seen_by).where(here), "Invitation")
    return row


def invitations(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """Invitations that nobody has followed yet, run out or not."""
    waiting = _visible(seen_by).where(User.joined_at.is_null()).select(User.id)
    mine = (Invitation.org_id == seen_by.org_id) & Invitation.used_at.is_null() & Invitation.user_id.in_(waiting)
    return paged(Invitation.select().where(mine), Invitation, where, ask)


def people(ids: Iterable[str]) -> dict[str, User]:
    """Rows of people by id."""
    return {row.id: row for row in User.select().where(User.id.in_(list(ids)))}


def may_see(actor: Actor, id: str) -> bool:
    """Administrators see the people of their organisation, everybody sees themselves."""
    if actor.id == id:
        return True
    return actor.at_least(Role.ADMIN) and bool(_visible(actor).where(User.id == id).exists())
