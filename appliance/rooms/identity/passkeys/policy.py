"""Whose passkeys are whose: everybody their own; an administrator takes away those of somebody who lost them."""

from appliance.kernel.problem import Conflict
from appliance.rooms.identity.passkeys import queries
from appliance.rooms.identity.passkeys.tables import Passkey
from appliance.rooms.identity.users import User

CAN = {"passkeys:remove": "the person, freshly confirmed; an administrator for somebody who lost them"}


def require_other_way_in(row: Passkey, person: User) -> None:
    """Conflict when nothing else would let the person in."""
    if person.password is None and len(queries.passkeys_of(row.user_id)) <= 1:
        raise Conflict("This is the last way in: choose a password first")
