"""Cookie token or JWT to actor: one prepared raw read that tells user, role, groups and session of this moment."""

from typing import Any

from appliance import config
from appliance.kernel import crypt
from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.clock import HOUR
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import Presented, RawReader
from appliance.rooms.identity.sessions import tokens, touches

PERSON = """
u.id, u.org_id, u.role, u.kind, u.address, u.active AND u.deleted_at IS NULL,
(SELECT group_concat(m.group_id) FROM groups_membership m WHERE m.user_id = u.id),
u.role = 'admin' AND u.id = (
  SELECT min(a.id) FROM users_user a WHERE a.role = 'admin' AND a.active = 1 AND a.deleted_at IS NULL
    AND a.kind = 'person' AND a.joined_at IS NOT NULL
    AND a.org_id = (SELECT min(o.id) FROM orgs_organisation o))
"""
"""Columns that every kind of credential reads of its owner `u`; `Owner` names them in this order."""

_ROW = f"""
SELECT {PERSON}, s.id, s.seen_at, s.expires_at, s.ended_at IS NULL AND s.epoch = u.session_epoch
FROM sessions_session s JOIN users_user u ON u.id = s.user_id
"""
_BY_TOKEN = f"{_ROW} WHERE s.token_hash = ?"
_BY_ID = f"{_ROW} WHERE s.id = ?"
_ROLES = {str(role): role for role in Role}


def owner(row: tuple[Any, ...]) -> dict[str, Any]:
    """What an actor has of its owner (the columns of PERSON); Unauthorized("revoked") for somebody disabled."""
    id_, org_id, role, kind, address, is_live, group_ids, is_first = row[:8]
    if not is_live:
        raise Unauthorized("revoked")
    operators = config.in_force().operators
    named = role == Role.ADMIN and address in {name.casefold() for name in operators} if operators else bool(is_first)
    return {
        "id": id_, "org_id": org_id, "role": _ROLES[role], "kind": kind,
        "is_operator": named and kind == "person",
        "group_ids": tuple(group_ids.split(",")) if group_ids else (),
    }  # fmt: skip


def resolve(reader: RawReader, presented: Presented) -> Actor:
    """The actor of a session, whichever face of it was presented."""
    if presented.kind is Credential.JWT:
        row = reader.one(_BY_ID, (tokens.session_of(presented.secret),))
    else:
        row = reader.one(_BY_TOKEN, (crypt.digest(presented.secret),))
    if row is None:
        raise Unauthorized("invalid")
    session_id, seen_at, expires_at, holds = row[8:]
    if not holds:
        raise Unauthorized("revoked")
    actor = Actor(
        credential=presented.kind, credential_id=session_id, session_id=session_id, **owner(row)
    )  # fmt: skip
    _require_fresh(session_id, actor.id, (seen_at, expires_at), presented.now_ms)
    return actor


def _require_fresh(session_id: str, user_id: str, times: tuple[int, int], now: int) -> None:
    idle = config.in_force().session_inactivity_hours * HOUR
    if now >= times[1] or now - touches.last_seen(session_id, times[0]) >= idle:
        raise Unauthorized("expired")
    touches.note(session_id, user_id, times[0], now)
