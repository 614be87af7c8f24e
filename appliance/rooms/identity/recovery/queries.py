"""Reads of recovery."""

from appliance.kernel import clock, crypt
from appliance.kernel.problem import BadRequest
from appliance.rooms.identity import users
from appliance.rooms.identity.recovery.tables import ResetLink
from appliance.rooms.identity.users import User


def open_link(token: str) -> tuple[ResetLink, User]:
    """A live link and whose it is; used, expired and unknown ones look the same."""
    row = ResetLink.get_or_none(ResetLink.token_hash == crypt.digest(token))
    person = users.live(row.user_id) if row is not None else None
    if row is None or person is None or row.used_at is not None or row.expires_at <= clock.now_ms():
        raise BadRequest("This link was used, or is over", param="token")
    return row, person


def live_links(user_id: str) -> int:
    """How many links of a person's could be used now."""
    found: int = (
        ResetLink.select()
        .where((ResetLink.user_id == user_id) & ResetLink.used_at.is_null() & (ResetLink.expires_at > clock.now_ms()))
        .count()
    )
    return found
