"""Who may do what with a deployment: who deployed it and administrators; secrets and limits with a session alone."""

from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Forbidden
from appliance.rooms.chat.deployments.tables import Deployment


def may_change(deployment: Deployment, actor: Actor) -> bool:
    """Whoever deployed it and administrators; both must still be editors."""
    return actor.at_least(Role.EDITOR) and (deployment.owner_id == actor.id or actor.at_least(Role.ADMIN))


def require_change(deployment: Deployment, by: Actor) -> None:
    """Forbidden for everybody else who may see the deployment."""
    if not may_change(deployment, by):
        raise Forbidden("Only who deployed it or an administrator may do this")


def require_session(by: Actor) -> None:
    """Forbidden for keys and tokens: they lift no limits."""
    if not by.has_session:
        raise Forbidden("Sign in to change the limits of a deployment's key")


CAN = {
    "deployments:change": may_change,
    "deployments:mint": "a person with a session who may change the deployment, not a key or token",
    "deployments:run": "whoever holds the deployment's key",
    "deployments:publish": "a key with the scope ci:deploy whose owner may change the deployment",
}
