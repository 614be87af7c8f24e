"""How everybody comes in whom a provider proved: the one ending of every federated sign-in, and of every refusal."""

import re

from appliance.engines.asserted import Asserted
from appliance.kernel import clock, telemetry
from appliance.kernel.visit import Answer, Visit
from appliance.rooms.identity import factors, federation, sessions
from appliance.rooms.identity.federation import Connection, NotLetIn
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.signin.actions import Awaited
from appliance.rooms.identity.signin.answers import cookie
from appliance.rooms.identity.users import User
from appliance.store.database import write

HOME = "/"
_LOCAL = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,500}")


def safe_next(text: str | None) -> str:
    """Where to go after signing in: a path of this very host, else its first page."""
    return text if text and _LOCAL.fullmatch(text) else HOME


def come_in(connection: Connection, said: Asserted, visit: Visit) -> tuple[User, Opened] | Awaited:
    """Sign in whom a provider proved, in one unit; or ask for the second factor that the provider did not ask for."""
    user = federation.arrive(connection, said)
    if factors.has_factor(user.id) and not connection.trusts_second_factor:
        token = factors.begin(user.id, user.org_id, user.password, connection.kind)
        return Awaited(token, clock.now_ms() + factors.CHALLENGE_MS)
    return user, sessions.open_session(user, connection.kind, visit)


async def ended(connection: Connection, said: Asserted, visit: Visit, then: str = HOME) -> Answer[None]:
    """The answer to the browser that a provider sent back: the session's cookie and the page, or why not."""
    try:
        found = await write(come_in, connection, said, visit)
    except NotLetIn as refusal:
        return await refused(refusal, connection, visit)
    if isinstance(found, Awaited):  # behind the #, where no server and no log sees it
        return Answer(None, status=303, location=f"/signin#mfa_token={found.token}")
    return Answer(None, status=303, cookies=(cookie(found[1].cookie),), location=safe_next(then))


async def refused(refusal: NotLetIn, connection: Connection | None, visit: Visit) -> Answer[None]:
    """Record a refusal and send the browser to the sign-in page, which says why; a program gets the problem."""
    telemetry.log("federated_sign_in_refused", reason=refusal.reason, inner=refusal.inner)
    await write(federation.note_refusal, refusal, connection)
    accepts = visit.headers.get("accept", "")
    if "application/json" in accepts and "text/html" not in accepts:
        raise refusal
    return Answer(None, status=303, location=f"/signin#error={refusal.reason}")
