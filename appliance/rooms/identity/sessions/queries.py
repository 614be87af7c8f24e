"""Reads of sessions."""

from appliance.kernel.actor import Actor
from appliance.rooms.identity.sessions.tables import Session


def session(id: str) -> Session | None:
    """A session that has not been ended, or None."""
    row: Session | None = Session.get_or_none((Session.id == id) & Session.ended_at.is_null())
    return row


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own sessions."""
    return bool(Session.select().where((Session.id == id) & (Session.user_id == actor.id)).exists())
