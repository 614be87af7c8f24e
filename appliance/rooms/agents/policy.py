"""Who may do what with an agent.

Decision: it is changed by its owner, by whoever was granted to edit it, and by administrators unless it is private; it
is removed, and shared, by those among them who own it or administer. The role is the ceiling: a viewer edits nothing.
A deny hides it from everybody but its owner; an administrator may still say who reaches it.
"""

from appliance.kernel.actor import Actor, Role
from appliance.rooms.agents.tables import Agent, Visibility
from appliance.rooms.identity.grants import Level


def may_change(agent: Agent, actor: Actor, held: Level | None) -> bool:
    """Whether the actor, who sees it, may change its settings."""
    return may_remove(agent, actor, held) or (actor.at_least(Role.EDITOR) and held is Level.EDITOR)


def may_remove(agent: Agent, actor: Actor, held: Level | None) -> bool:
    """Whether the actor, who sees it, may remove it or say who reaches it."""
    if not actor.at_least(Role.EDITOR):
        return False
    if agent.owner_id == actor.id or held is Level.OWNER:
        return True
    return agent.visibility is not Visibility.PRIVATE and actor.at_least(Role.ADMIN)


CAN = {"agents:change": may_change, "agents:remove": may_remove, "agents:share": may_remove}


def allowed(agent: Agent, actor: Actor, held: Level | None) -> list[str]:
    """What the page may offer this actor."""
    if may_remove(agent, actor, held):
        return list(CAN)
    return ["agents:change"] if may_change(agent, actor, held) else []
