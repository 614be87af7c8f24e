"""Cookie token or JWT to actor: the session's row and its owner's are read raw at each request."""

from appliance import config
from appliance.kernel import crypt
from appliance.kernel.actor import Actor, Credential
from appliance.kernel.clock import HOUR
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity import users
from appliance.rooms.identity.sessions import tokens, touches

_COLUMNS = "SELECT id, user_id, seen_at, expires_at, ended_at, epoch, confirmed_at FROM sessions_session"
_BY_TOKEN = f"{_COLUMNS} WHERE token_hash = ?"
_BY_ID = f"{_COLUMNS} WHERE id = ?"


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The actor of a session, whichever face of it was presented."""
    if presented.kind is Credential.JWT:
        row = reader.one(_BY_ID, (tokens.session_of(presented.secret),))
    else:
        row = reader.one(_BY_TOKEN, (crypt.digest(presented.secret),))
    if row is None:
        raise Unauthorized("invalid")
    session_id, user_id, seen_at, expires_at, ended_at, epoch, confirmed_at = row
    owner = users.owner(reader, user_id)
    if ended_at is not None or epoch != owner.session_epoch:
        raise Unauthorized("revoked")
    _require_fresh(session_id, user_id, (seen_at, expires_at), presented.now_ms)
    return Actor(
        id=user_id, org_id=owner.org_id, role=owner.role, kind=owner.kind, credential=presented.kind,
        credential_id=session_id, session_id=session_id, confirmed_at=confirmed_at,
        is_operator=owner.is_operator, group_ids=owner.group_ids,
    )  # fmt: skip


def _require_fresh(session_id: str, user_id: str, times: tuple[int, int], now: int) -> None:
    seen_at, expires_at = times
    idle = config.in_force().session_inactivity_hours * HOUR
    if now >= expires_at or now - touches.last_seen(session_id, seen_at) >= idle:
        raise Unauthorized("expired")
    touches.note(session_id, user_id, seen_at, now)
