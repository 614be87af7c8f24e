"""Who chooses where vectors come from: what is embedded leaves for there."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden

CAN = {"embedding:change": "an administrator with a session"}


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: people decide where texts are sent to."""
    if not by.has_session:
        raise Forbidden("Sign in to change where vectors come from")
