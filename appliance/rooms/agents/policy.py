"""Who may do what with an agent."""

from appliance.kernel.actor import Actor, Role
from appliance.rooms.agents.tables import Agent


def may_change(agent: Agent, actor: Actor) -> bool:
    """Its owner and administrators; both must still be editors."""
    return actor.at_least(Role.EDITOR) and (agent.owner_id == actor.id or actor.at_least(Role.ADMIN))


CAN = {"agents:change": may_change}
