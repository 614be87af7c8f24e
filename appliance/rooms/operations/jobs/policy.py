"""Who looks after background work: an administrator; with several organisations, an operator of the machine."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity import orgs

CAN = {"jobs:look-after": "an administrator, and with more than one organisation an operator"}


def require(by: Actor) -> None:
    """Forbidden unless the actor may look after the house's jobs."""
    if not by.is_operator and orgs.count() > 1:
        raise Forbidden("With several organisations, only an operator looks after background work")
