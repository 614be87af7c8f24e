"""Who may do what with keys: their owner alone; only a session makes new ones or lifts their limits."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden

CAN = {
    "keys:mint": "a person with a session, not a key or token",
    "keys:change": "the key's owner; its limits with a session alone",
    "keys:revoke": "the key's owner",
}
OWNER_VERBS = ("change", "rotate", "revoke")


def require_mint(by: Actor) -> None:
    """Forbidden for keys and tokens: they cannot multiply."""
    if not by.has_session:
        raise Forbidden("Sign in to create a key: a key or token cannot make another one")


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: they cannot lift their own limits."""
    if not by.has_session:
        raise Forbidden("Sign in to change the limits of a key")
