"""Reads of a key's own sessions. Pages reach one with its token alone and list none; servers reach all of their key."""

from typing import Any, cast

from appliance.kernel import crypt
from appliance.kernel.actor import Actor
from appliance.kernel.page import PageAsk, Rows
from appliance.kernel.problem import Forbidden, NotFound
from appliance.kernel.visit import Visit
from appliance.rooms.chat import conversations
from appliance.rooms.chat.bots.tables import BotSession
from appliance.rooms.chat.completions.shapes import BotSessionFilter
from appliance.store.paging import found, paged

TOKEN_HEADER = "x-session-token"  # noqa: S105 -- a header's name
_SHOWN = 200
_LAST = "msg_~"  # behind every id


def _mine(actor: Actor) -> Any:
    return BotSession.select().where((BotSession.key_id == actor.credential_id) & BotSession.ended_at.is_null())


def session(id: str, *, seen_by: Actor) -> BotSession:
    """An open session of this key; 404 for everything else."""
    return cast("BotSession", found(_mine(seen_by).where(BotSession.id == id), "Session"))


def session_of_user(user: str, *, seen_by: Actor) -> BotSession | None:
    """The latest session that this key's server holds with one of its users."""
    rows = _mine(seen_by).where(BotSession.user == user).order_by(BotSession.id.desc())
    return cast("BotSession | None", rows.first())


def sessions(where: BotSessionFilter, page: PageAsk, visit: Visit, *, seen_by: Actor) -> Rows[BotSession]:
    """The open sessions of this key; Forbidden for pages, whose key everybody can read."""
    if visit.origin is not None:
        raise Forbidden("Sessions cannot be listed from a page")
    return paged(_mine(seen_by), BotSession, where, page)


def require_reached(row: BotSession, visit: Visit, token: str | None = None) -> BotSession:
    """404 for a page that does not bring the session's token, and for whoever brings a wrong one."""
    given = token or visit.headers.get(TOKEN_HEADER)
    is_proven = given is not None and crypt.same(crypt.digest(given), bytes(row.token_hash))
    if not is_proven and (visit.origin is not None or given is not None):
        raise NotFound("Session not found")
    return row


def messages(row: BotSession) -> list[conversations.Message]:
    """The last messages of a session, oldest first."""
    if row.conversation_id is None:
        return []
    return conversations.history(row.conversation_id, _LAST, _SHOWN)
