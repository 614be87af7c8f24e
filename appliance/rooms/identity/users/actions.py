"""Changes of people. Whoever is suspended or removed is out at once: their epochs go up in the same unit."""

from dataclasses import dataclass
from typing import Any

from appliance.kernel import clock, current, ends
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms import licensing, mail
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import invitations, policy, ports, queries
from appliance.rooms.identity.users.events import (
    InvitationAccepted,
    InvitationWithdrawn,
    PasswordChanged,
    UserChanged,
    UserCreated,
    UserErased,
    UserInvited,
    UserRemoved,
    UserRestored,
    WorkHandedOver,
)
from appliance.rooms.identity.users.shapes import UserDraft
from appliance.rooms.identity.users.tables import Invitation, Kind, User


def _take_seat() -> None:
    licensing.take("users", queries.seats_taken() + 1)


def _refuse_taken(email: str) -> None:
    if queries.by_email(email) is not None:
        raise Conflict("Somebody with this e-mail address is here already", param="email")


def invite(draft: UserDraft, *, by: Actor, is_mailed: bool = True) -> tuple[User, str]:
    """Add a person who has not joined yet; the answer's second part is the link that lets them in, shown once."""
    _refuse_taken(draft.email)
    _take_seat()
    row = User.add(
        org_id=by.org_id, email=draft.email, address=queries.folded(draft.email),
        name=draft.name or draft.email.partition("@")[0], role=draft.role,
    )  # fmt: skip
    groups.set_groups(row.id, draft.group_ids, org_id=by.org_id)
    emit(UserInvited(row.id, row.role))
    return row, invitations.give(row, by=by, is_mailed=is_mailed)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person who joins at once. The password is hashed already; without one they come in by a provider's word."""

    email: str
    name: str
    password: str | None
    role: Role


def create(newcomer: Newcomer, *, org_id: str) -> User:
    """Add a person who can sign in at once."""
    _refuse_taken(newcomer.email)
    _take_seat()
    row = User.add(
        org_id=org_id, email=newcomer.email, address=queries.folded(newcomer.email), name=newcomer.name,
        role=newcomer.role, password=newcomer.password, joined_at=clock.now_ms(),
    )  # fmt: skip
    emit(UserCreated(row.id, row.role, org_id))
    return row


def admit(email: str, name: str, role: Role, *, org_id: str, active: bool = True) -> User:
    """Add a person for whom another system vouches: no password here, no invitation. Who is enabled takes a seat."""
    _refuse_taken(email)
    if active:
        _take_seat()
    row = User.add(org_id=org_id, email=email, address=queries.folded(email), name=name, role=role, active=active)
    emit(UserCreated(row.id, row.role, org_id))
    return row


def readdress(row: User, email: str) -> None:
    """Give a person another address, which nobody else has."""
    if queries.folded(email) != row.address:
        _refuse_taken(email)
    if email != row.email:
        row.change(email=email, address=queries.folded(email))
        emit(UserChanged(row.id, ["email"], row.role, row.active))


def accept(token: str, name: str, password: str) -> User:
    """Use an invitation up: the person has a name, a password (hashed) and has joined."""
    invitation, row = queries.open_invitation(token)
    invitation.change(used_at=clock.now_ms())
    row.change(name=name, password=password, joined_at=clock.now_ms())
    emit(InvitationAccepted(row.id, row.org_id))
    return row


def create_service(name: str, role: Role, *, by: Actor) -> User:
    """Add a service account: no seat, no password, no address; its key is its only way in."""
    return User.add(org_id=by.org_id, email="", name=name, role=role, kind=Kind.SERVICE)


def remove_service(row: User) -> None:
    """Remove a service account for good; what it had open ends."""
    groups.set_groups(row.id, [], org_id=row.org_id)
    row.change(deleted_at=clock.now_ms(), active=False, **_ended(row))


def change(row: User, sent: dict[str, Any], *, by: Actor) -> User:
    """Change name, role, groups or whether the person is enabled."""
    sent = {name: value for name, value in sent.items() if value is not None}
    group_ids = sent.pop("group_ids", None)
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if "role" in fields:
        policy.require_person(row)
    if fields.get("active") is False or fields.get("role", Role.ADMIN) is not Role.ADMIN:
        policy.require_another_admin(row)
    if fields.get("active") and row.kind is Kind.PERSON:
        _take_seat()
    changed = list(fields)
    if group_ids is not None and groups.set_groups(row.id, group_ids, org_id=by.org_id):
        changed.append("group_ids")
    if not changed:
        return row
    if fields.get("active") is False:
        fields |= _ended(row)
    row.change(**fields)
    emit(UserChanged(row.id, changed, row.role, row.active))
    return row


def _ended(row: User) -> dict[str, int]:
    current.after_commit(lambda: ends.tell(row.id))
    return {"session_epoch": row.session_epoch + 1, "key_epoch": row.key_epoch + 1}


def remove(row: User) -> None:
    """Delete a person so that they can be restored for 30 days; the address is free for somebody else at once."""
    policy.require_person(row)
    policy.require_another_admin(row)
    row.change(deleted_at=clock.now_ms(), address=None, active=False, **_ended(row))
    emit(UserRemoved(row.id))


def withdraw(row: User) -> None:
    """Take an invitation back: its link is dead, the seat and the address are free."""
    Invitation.delete().where(Invitation.user_id == row.id).execute()
    remove(row)
    emit(InvitationWithdrawn(row.id))


def set_password(row: User, password: str, *, revoke_tokens: bool, is_reset: bool = False) -> User:
    """Store a new password (hashed). Every session ends; keys and tokens only when asked."""
    epochs = {"session_epoch": row.session_epoch + 1, "key_epoch": row.key_epoch + bool(revoke_tokens)}
    row.change(password=password, joined_at=row.joined_at or clock.now_ms(), **epochs)
    emit(PasswordChanged(row.id, row.org_id, is_reset, revoke_tokens))
    return row


def restore(row: User) -> User:
    """Bring a removed person back as they were, when a seat is free and nobody has their address."""
    _refuse_taken(row.email)
    _take_seat()
    row.change(deleted_at=None, active=True, address=queries.folded(row.email))
    emit(UserRestored(row.id, row.role))
    return row


def hand_over(row: User, to_id: str) -> dict[str, int]:
    """Give everything that can be owned by another to somebody who may own it; how many things of each kind.

    Decision: conversations are nobody else's business. They are never handed over and go when the person is erased.
    """
    heir = queries.live(to_id)
    if heir is None or heir.org_id != row.org_id or heir.kind is not Kind.PERSON or heir.id == row.id:
        raise ValidationFailed.of("to", "must be somebody else of the organisation", "unknown_user")
    if heir.role is Role.VIEWER:
        raise ValidationFailed.of("to", "must be at least an editor to own this", "weak_role")
    moved = {one.kind: one.move(row.id, heir.id) for one in ports.hands_over}
    emit(WorkHandedOver(row.id, heir.id, moved))
    return moved


def erase_removed() -> None:
    """Blank the personal data of people who were removed more than 30 days ago, and what is theirs alone."""
    before = clock.now_ms() - queries.RESTORABLE_DAYS * clock.DAY
    for row in User.select().where((User.deleted_at < before) & (User.email != "")):
        erase(row)


def erase(row: User) -> User:
    """Blank the personal data of somebody who was removed, and let go what is theirs alone. Nobody brings it back.

    Their id stays, as the pseudonym under which the ledger and the work that others go on with know them. Rooms above
    come first: they may look up what the rooms below still hold.
    """
    gone = sum(forget(row.id) for forget in reversed(ports.erases))
    mail.forget(row.email)
    Invitation.delete().where(Invitation.user_id == row.id).execute()
    groups.set_groups(row.id, [], org_id=row.org_id)
    row.change(email="", name="", password=None, language=None, time_zone=None)
    emit(UserErased(row.id, gone))
    return row
