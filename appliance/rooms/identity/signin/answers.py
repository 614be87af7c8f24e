"""What everybody is answered who has just come in: the token, the person, and the session's cookie."""

from appliance import config
from appliance.kernel.actor import Actor
from appliance.kernel.visit import Answer, Cookie
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.signin import queries
from appliance.rooms.identity.signin.shapes import SignedInView
from appliance.rooms.identity.users.tables import User

COOKIE = "appliance_session"
_DAY_SECONDS = 86_400


def signed_in(user: User, opened: Opened) -> Answer[SignedInView]:
    """Token and user, with the cookie."""
    actor = Actor(id=user.id, org_id=user.org_id, role=user.role, session_id=opened.session.id)
    view = SignedInView(token=opened.jwt, expires_at=opened.session.expires_at, user=queries.me(user, actor))
    return Answer(view, cookies=(cookie(opened.cookie),))


def cookie(token: str) -> Cookie:
    """The cookie of a session."""
    return Cookie(COOKIE, token, max_age=config.in_force().session_max_days * _DAY_SECONDS)
