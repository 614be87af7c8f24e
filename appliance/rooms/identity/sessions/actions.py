"""Changes of sessions."""

from dataclasses import dataclass

from appliance import config
from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Forbidden, Unauthorized
from appliance.kernel.visit import Visit
from appliance.rooms.identity.sessions import queries, tokens, touches
from appliance.rooms.identity.sessions.events import Confirmed, HandedOver, SignedIn, SignedOut
from appliance.rooms.identity.sessions.tables import Handover, Session
from appliance.rooms.identity.users.tables import User
from appliance.store.table import bound

_AGENT_LENGTH = 200
KEPT_DAYS = 90
HANDOVER_MS = clock.MINUTE


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and its two secrets, shown once."""

    session: Session
    cookie: str
    jwt: str


def open_session(
    user: User, method: str, visit: Visit, *, like: Session | None = None, lasts_ms: int | None = None
) -> Opened:
    """Sign a person in: always a new session with a new token. `like` gives it another one's proof and end."""
    token = tokens.new_token()
    now = clock.now_ms()
    ends_at = like.expires_at if like else now + (lasts_ms or config.in_force().session_max_days * clock.DAY)
    row = Session.add(
        org_id=user.org_id, user_id=user.id, token_hash=crypt.digest(token), epoch=user.session_epoch, method=method,
        seen_at=now, expires_at=ends_at, confirmed_at=like.confirmed_at if like else now,
        address=visit.address, user_agent=visit.user_agent[:_AGENT_LENGTH],
    )  # fmt: skip
    User.update(last_seen_at=now).where(User.id == user.id).execute()
    user.last_seen_at = now
    emit(SignedIn(user.id, row.id, user.org_id, method))
    return Opened(row, token, tokens.sign(row.id, user.id, user.org_id, user.role, (now, row.expires_at)))


def end(session_id: str) -> None:
    """End a session; its streams and connections end with it. Ending an ended one does nothing."""
    row = queries.session(session_id)
    if row is None:
        return
    row.change(ended_at=clock.now_ms())
    current.after_commit(lambda: ends.tell(session_id))
    emit(SignedOut(row.user_id, session_id))


def end_others(actor: Actor) -> int:
    """End every session of a person but the one that asks; the answer is how many there were."""
    rows = queries.others(actor)
    for row in rows:
        end(row.id)
    return len(rows)


def require_session(actor: Actor) -> None:
    """Forbidden for keys and tokens: they have no session."""
    if not actor.session_id:
        raise Forbidden("Only a signed-in person may do this")


def confirm(actor: Actor, method: str) -> Session:
    """Note that the person proved again who they are: this session is fresh for ten minutes."""
    row = queries.session(actor.session_id)
    if row is None:
        raise Unauthorized("revoked")
    row.change(confirmed_at=clock.now_ms())
    emit(Confirmed(row.user_id, row.id, method))
    return row


def hand_over(actor: Actor) -> tuple[Handover, str]:
    """A token with which another frame continues this session."""
    require_session(actor)
    token = crypt.new_secret("hov_")
    row = Handover.add(
        org_id=actor.org_id, user_id=actor.id, session_id=actor.session_id, token_hash=crypt.digest(token),
        expires_at=clock.now_ms() + HANDOVER_MS,
    )  # fmt: skip
    emit(HandedOver(actor.id, actor.session_id))
    return row, token


def pick_up(token: str, visit: Visit) -> tuple[User, Opened]:
    """Use a hand-over up: a session of the same person, proof and end as the one that was handed over."""
    row = Handover.get_or_none(Handover.token_hash == crypt.digest(token))
    if row is None:
        raise Unauthorized("invalid")
    if row.used_at is not None or row.expires_at <= clock.now_ms():
        raise Unauthorized("expired")
    parent = queries.session(row.session_id)
    user = User.get_or_none((User.id == row.user_id) & User.active & User.deleted_at.is_null())
    if parent is None or user is None or parent.epoch != user.session_epoch or parent.expires_at <= clock.now_ms():
        raise Unauthorized("revoked")
    row.change(used_at=clock.now_ms())
    return user, open_session(user, "handover", visit, like=parent)


def forget_person(user_id: str) -> int:
    """Delete where from and with what an erased person was signed in; how many times."""
    Handover.delete().where(Handover.user_id == user_id).execute()
    return int(Session.delete().where(Session.user_id == user_id).execute())


def keep_only(session_id: str, user: User) -> None:
    """After the user's epoch went up: let this one session live on and tell the others' streams that they are over."""
    for row in Session.select().where((Session.user_id == user.id) & Session.ended_at.is_null()):
        if row.id == session_id:
            row.change(epoch=user.session_epoch, confirmed_at=clock.now_ms())
        else:
            row.change(ended_at=clock.now_ms())
            _tell_later(row.id)


def _tell_later(session_id: str) -> None:
    current.after_commit(lambda: ends.tell(session_id))


def write_touches() -> None:
    """Write the last uses noted in memory, of sessions and their users."""
    batch = touches.waiting()
    connection = bound.connection()
    connection.executemany(
        "UPDATE sessions_session SET seen_at = max(seen_at, ?) WHERE id = ?",
        [(moment, id_) for id_, (moment, _) in batch.items()],
    )
    connection.executemany(
        "UPDATE users_user SET last_seen_at = max(coalesce(last_seen_at, 0), ?) WHERE id = ?",
        [(moment, user_id) for moment, user_id in batch.values()],
    )
    current.after_commit(lambda: touches.written(batch))


def forget_old() -> None:
    """Delete sessions that ended or ran out 90 days ago."""
    before = clock.now_ms() - KEPT_DAYS * clock.DAY
    Session.delete().where((Session.expires_at < before) | (Session.ended_at < before)).execute()
    Handover.delete().where(Handover.expires_at < clock.now_ms()).execute()
