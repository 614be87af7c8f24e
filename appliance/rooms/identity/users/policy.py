"""Who may do what with people. The last administrator can neither leave nor be made less."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Conflict
from appliance.rooms.identity.users import queries
from appliance.rooms.identity.users.tables import User

CAN = {"users:manage": "an administrator of the organisation"}


def verbs(user: User, actor: Actor) -> list[str]:
    """What the page may offer this actor on this person."""
    if not actor.at_least(Role.ADMIN):
        return []
    return ["change"] if queries.is_last_admin(user) else ["change", "demote", "suspend", "remove"]


def require_another_admin(user: User) -> None:
    """Conflict when nobody else could administer the organisation."""
    if queries.is_last_admin(user):
        raise Conflict("This is the last administrator")
