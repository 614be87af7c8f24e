"""Coming in by other ways than a password: whoever proved who they are, once more asked whether they may."""

from appliance.kernel.problem import Unauthorized
from appliance.kernel.visit import Visit
from appliance.rooms.identity import factors, federation, sessions, users
from appliance.rooms.identity.factors import Judged
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users.tables import Kind


def enter(user_id: str, method: str, visit: Visit) -> tuple[User, Opened]:
    """Open a session for somebody who needs no further step, if they are here, enabled, and have joined."""
    user = users.live(user_id)
    if user is None or user.joined_at is None or user.kind is not Kind.PERSON:
        raise Unauthorized("invalid", "This passkey was not accepted")
    federation.require_password_allowed(user)  # a passkey is of ours: where providers alone let in, it does not
    return user, sessions.open_session(user, method, visit)


def second_step(judged: Judged, by: str, visit: Visit) -> tuple[User, Opened]:
    """Open a session for somebody whose first step was right and who proved the second `by` something else.

    The password, if they have one, is still what it was.
    """
    factors.proven(judged)
    user = users.live(judged.user_id)
    if user is None or user.password != judged.password:
        raise Unauthorized("invalid", "This sign-in is over; begin it again")
    return user, sessions.open_session(user, f"{judged.method}+{by}", visit)
