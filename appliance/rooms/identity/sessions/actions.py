"""Changes of sessions."""

from dataclasses import dataclass

from appliance import config
from appliance.kernel import clock, crypt, current, ends
from appliance.kernel.event import emit
from appliance.kernel.visit import Visit
from appliance.rooms.identity.sessions import queries, tokens, touches
from appliance.rooms.identity.sessions.events import SignedIn, SignedOut
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.users.tables import User
from appliance.store.table import bound

_AGENT_LENGTH = 200
KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session and its two secrets, shown once."""

    session: Session
    cookie: str
    jwt: str


def open_session(user: User, method: str, visit: Visit) -> Opened:
    """Sign a person in: always a new session with a new token."""
    token = tokens.new_token()
    now = clock.now_ms()
    row = Session.add(
        org_id=user.org_id, user_id=user.id, token_hash=crypt.digest(token), epoch=user.session_epoch, method=method,
        seen_at=now, expires_at=now + config.in_force().session_max_days * clock.DAY, confirmed_at=now,
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
