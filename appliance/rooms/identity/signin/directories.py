"""The sign-in form asks the company's directories too when no password of ours is right, whoever it is."""

from dataclasses import dataclass

from appliance.kernel.problem import Unavailable
from appliance.kernel.visit import Visit
from appliance.rooms.identity import federation
from appliance.rooms.identity.federation import NotLetIn
from appliance.rooms.identity.sessions import Opened
from appliance.rooms.identity.signin.actions import Awaited
from appliance.rooms.identity.signin.federated import come_in
from appliance.rooms.identity.users import User
from appliance.store.database import read, write


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody whom a directory proved has come in, or waits for the second step."""

    found: tuple[User, Opened] | Awaited


async def asked(login: str, password: str, visit: Visit) -> Came | None:
    """Who comes in by a directory; None when none knows name and password, Unavailable when one cannot be asked."""
    silent: Unavailable | None = None
    for connection in await read(federation.enabled):
        provider = federation.providers.get(connection.kind)
        if provider is None or provider.judge is None:
            continue
        try:
            said = await provider.judge(connection, login, password)
        except Unavailable as down:
            silent = down
            continue
        if said is None:
            continue
        try:
            return Came(await write(come_in, connection, said, visit))
        except NotLetIn as refusal:
            await write(federation.note_refusal, refusal, connection)
            raise
    if silent is not None:
        raise silent
    return None
