"""Who may do what with people. The last administrator can neither leave nor be made less."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Conflict
from appliance.rooms.identity.users import queries
from appliance.rooms.identity.users.tables import Kind, User

CAN = {"users:manage": "an administrator of the organisation"}


def verbs(user: User, actor: Actor) -> list[str]:
    """What the page may offer this actor on this person."""
    if not actor.at_least(Role.ADMIN):
        return []
    if user.deleted_at is not None:
        return ["restore", "hand_over", "erase"]
    if user.kind is Kind.SERVICE:
        return ["change", "suspend"]
    return ["change"] if queries.is_last_admin(user) else ["change", "demote", "suspend", "remove", "hand_over"]


def require_another_admin(user: User) -> None:
    """Conflict when nobody else could administer the organisation."""
    if queries.is_last_admin(user):
        raise Conflict("This is the last administrator")


def require_person(user: User) -> None:
    """Conflict for a service account: its key says what it is and when it ends."""
    if user.kind is Kind.SERVICE:
        raise Conflict("This is a service account: change or delete its key instead")
