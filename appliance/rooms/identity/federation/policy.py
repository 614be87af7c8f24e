"""Who may do what with connections: administrators with a session who just proved who they are."""

from appliance.kernel.actor import Actor
from appliance.kernel.problem import Forbidden

CAN = {"sso:manage": "an administrator with a fresh session"}
VERBS = ("change", "test", "remove")


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: a way in for people is opened by people."""
    if not by.has_session:
        raise Forbidden("Sign in to change how people sign in")
