"""The door to agents."""

from appliance.kernel.access import EDITOR, LIMITED
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import NotFound, TierLimit
from appliance.kernel.rate import AGENTS
from appliance.rooms.agents import actions, queries
from appliance.rooms.agents.events import AgentChanged, AgentCreated, AgentRemoved
from appliance.rooms.agents.shapes import AgentDraft, AgentFilter, AgentPatch, AgentView
from appliance.rooms.agents.tables import Agent
from appliance.rooms.identity import grants

door = Door("agents", about="Assistants with instructions, a model and knowledge bases of their own")

_ALL = "/api/agents"
_ONE = "/api/agents/{id:agt}"


@door.get(_ALL, also=["/api/v1/agents"], access=LIMITED, mode=READ, rate=AGENTS)
def list_agents(where: AgentFilter, page: PageAsk, *, actor: Actor) -> Page[AgentView]:
    """List the agents that I may see."""
    rows = queries.agents(where, page, seen_by=actor)
    held = grants.held_of(rows.data, actor)
    return rows.map(lambda agent: AgentView.of(agent, actor, held.get(agent.id)))


@door.post(
    _ALL, also=["/api/v1/agents"], access=EDITOR, mode=WRITE, rate=AGENTS, once=True, status=201,
    location="/api/agents/{id}", errors=[NotFound, TierLimit], emits=[AgentCreated],
)  # fmt: skip
def create_agent(draft: AgentDraft, *, actor: Actor) -> AgentView:
    """Create an agent."""
    return _view(actions.create_agent(draft, by=actor), actor)


@door.get(_ONE, also=["/api/v1/agents/{id:agt}"], access=LIMITED, mode=READ, rate=AGENTS, target=queries.agent)
def read_agent(agent: Agent, *, actor: Actor) -> AgentView:
    """Read an agent."""
    return _view(agent, actor)


@door.patch(
    _ONE, also=["/api/v1/agents/{id:agt}"], access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.agent,
    can="agents:change", emits=[AgentChanged],
)  # fmt: skip
def change_agent(agent: Agent, patch: AgentPatch, *, actor: Actor) -> AgentView:
    """Change an agent. Its owner, whoever was granted to edit it, and administrators may."""
    return _view(actions.change_agent(agent, patch, by=actor), actor)


@door.delete(
    _ONE, also=["/api/v1/agents/{id:agt}"], access=EDITOR, mode=WRITE, rate=AGENTS, target=queries.agent,
    can="agents:remove", emits=[AgentRemoved],
)  # fmt: skip
def remove_agent(agent: Agent, *, actor: Actor) -> None:
    """Remove an agent. Conversations with it stay readable."""
    actions.remove_agent(agent, by=actor)


def _view(agent: Agent, actor: Actor) -> AgentView:
    return AgentView.of(agent, actor, grants.held(agent, actor))
