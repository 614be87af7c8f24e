"""The door of sessions: what I am signed in with, and ending it."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.sessions import actions, queries, touches
from appliance.rooms.identity.sessions.events import HandedOver, SignedOut
from appliance.rooms.identity.sessions.shapes import EndedView, HandoverView, SessionFilter, SessionView
from appliance.rooms.identity.sessions.tables import Session

door = Door("sessions", about="What I am signed in with")


@door.get("/auth/sessions", access=VIEWER, mode=READ)
def list_sessions(where: SessionFilter, page: PageAsk, *, actor: Actor) -> Page[SessionView]:
    """List my live sessions and devices."""
    rows = queries.sessions(where, page, seen_by=actor)
    return rows.map(lambda row: SessionView.of(row, actor.session_id, touches.last_seen(row.id, row.seen_at)))


@door.delete(
    "/auth/sessions/{id:ses}", access=VIEWER, mode=WRITE, target=queries.own_session, emits=[SignedOut]
)  # fmt: skip
def end_session(session: Session) -> None:
    """End one of my sessions; its streams and connections end with it."""
    actions.end(session.id)


@door.post("/auth/sessions/end-others", access=VIEWER, mode=WRITE, once=False, emits=[SignedOut])
def end_others(*, actor: Actor) -> EndedView:
    """Sign out everywhere else: every session of mine but this one ends."""
    return EndedView(ended=actions.end_others(actor))


@door.post(
    "/api/session-token", access=VIEWER, mode=WRITE, once=False, secret=True, errors=[Forbidden], emits=[HandedOver]
)  # fmt: skip
def session_token(*, actor: Actor) -> HandoverView:
    """Make a token that hands this session over to a frame or popup of ours: for one minute, and once."""
    row, token = actions.hand_over(actor)
    return HandoverView(token=token, expires_at=row.expires_at)
