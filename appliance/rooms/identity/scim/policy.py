"""Whom provisioning may touch: everybody but those who operate the machine, so that a directory never locks it."""

from appliance import config
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity import users
from appliance.rooms.identity.users import User
from appliance.rooms.licensing.queries import IN_UNIT

CAN = {"people:provision": "an administrator, usually a service key of type admin; never an operator's account"}


def is_operator(user: User) -> bool:
    """Whether this is an account of somebody who operates the machine, suspended or not."""
    if names_operator(user.email):
        return True
    return bool(user.active) and users.owner(IN_UNIT, user.id).is_operator


def names_operator(email: str) -> bool:
    """Whether an address is one of the machine's operators."""
    return email.strip().casefold() in {name.strip().casefold() for name in config.in_force().operators}


def require_touchable(user: User) -> None:
    """Forbidden for an operator's account."""
    if is_operator(user):
        raise Forbidden("An operator's account is not provisioned")


def require_no_operator(email: str) -> None:
    """Forbidden to give somebody the address of an operator."""
    if names_operator(email):
        raise Forbidden("This is an operator's address")
