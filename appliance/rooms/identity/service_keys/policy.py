"""Who may do what with service keys: administrators, and with a session alone whatever makes a secret or a right."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.identity.service_keys.tables import KeyType

CAN = {
    "service_keys:mint": "an administrator with a session",
    "service_keys:change": "an administrator; type and limits with a session alone",
    "service_keys:remove": "an administrator",
}
VERBS = ("change", "regenerate", "remove")
ROLE_OF = {KeyType.ADMIN: Role.ADMIN, KeyType.BASIC: Role.EDITOR, KeyType.LIMITED: Role.VIEWER}


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: they make none stronger, least of all themselves."""
    if not by.has_session:
        raise Forbidden("Sign in to change what a service key may do")
