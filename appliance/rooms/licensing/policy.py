"""Who may change the licence: an administrator; with several organisations, an operator of the machine."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.licensing import queries

CAN = {"license:change": "an administrator, and with more than one organisation an operator"}


def may_change(actor: Actor) -> bool:
    """Whether this actor may apply or remove a licence."""
    return actor.at_least(Role.ADMIN) and (actor.is_operator or queries.count_of("organisations") <= 1)


def require_change(by: Actor) -> None:
    """Forbidden unless the actor may change the licence."""
    if not may_change(by):
        raise Forbidden("With several organisations, only an operator changes the licence")
