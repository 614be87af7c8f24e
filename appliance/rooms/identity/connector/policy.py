"""Who may do what with connected Nextclouds."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden

CAN = {"connector:manage": "an administrator of the organisation"}


def require_session(actor: Actor) -> None:
    """Only a session mints keys and secrets (semantics, section 5)."""
    if not actor.has_session:
        raise Forbidden("Only a signed-in person may make a key")
