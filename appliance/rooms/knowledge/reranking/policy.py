"""Who chooses the reranking server: passages leave for there."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden

CAN = {"reranking:change": "an administrator with a session"}


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: people decide where passages are sent to."""
    if not by.has_session:
        raise Forbidden("Sign in to change where passages are reranked")
