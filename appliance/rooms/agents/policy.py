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
    administers = actor.at_least(Role.ADMIN) and agent.visibility is not Visibility.PRIVATE
    return actor.at_least(Role.EDITOR) and (agent.owner_id == actor.id or held is Level.OWNER or administers)


CAN = {"agents:change": may_change, "agents:remove": may_remove, "agents:share": may_remove}


def allowed(agent: Agent, actor: Actor, held: Level | None) -> list[str]:
    """What the page may offer this actor."""
    return [verb for verb, rule in CAN.items() if rule(agent, actor, held)]
