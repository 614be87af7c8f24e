"""Reads of sessions."""

from typing import Any

from appliance import config
from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.users.tables import User
from appliance.store.paging import found, paged


def session(id: str) -> Session | None:
    """A session that has not been ended, or None."""
    row: Session | None = Session.get_or_none((Session.id == id) & Session.ended_at.is_null())
    return row


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own sessions."""
    return bool(Session.select().where((Session.id == id) & (Session.user_id == actor.id)).exists())


def _live(actor: Actor) -> Any:
    now = clock.now_ms()
    idle = config.in_force().session_inactivity_hours * clock.HOUR
    owner = User.select(User.session_epoch).where(User.id == actor.id)
    return Session.select().where(
        (Session.user_id == actor.id)
        & Session.ended_at.is_null()
        & (Session.expires_at > now)
        & (Session.seen_at > now - idle)
        & (Session.epoch == owner)
    )


def sessions(where: Filter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """My live sessions."""
    return paged(_live(seen_by), Session, where, ask)


def own_session(id: str, *, seen_by: Actor) -> Session:
    """A live session of mine; anybody else's is not there."""
    row: Session = found(_live(seen_by).where(Session.id == id), "Session")
    return row


def others(actor: Actor) -> list[Session]:
    """My live sessions but the one that asks."""
    return list(_live(actor).where(Session.id != actor.session_id))
