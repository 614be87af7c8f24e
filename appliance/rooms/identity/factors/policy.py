"""Who may take somebody's second factor away: an administrator; an operator's only another operator."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity import users
from appliance.rooms.identity.users import User
from appliance.rooms.licensing.queries import IN_UNIT

CAN = {"factors:remove": "the person, freshly confirmed; an administrator for somebody who lost it"}


def require_power_over(user: User, actor: Actor) -> None:
    """Forbidden when the person operates the machine and the actor does not: nobody gains rights by helping."""
    if actor.is_operator or not user.active:
        return
    if users.owner(IN_UNIT, user.id).is_operator:
        raise Forbidden("Only an operator may do this for an operator")
