"""What can happen to an agent."""

from appliance.kernel.event import Event


class AgentCreated(Event):
    agent_id: str
    agent_name: str
    visibility: str


class AgentChanged(Event):
    agent_id: str
    fields: list[str]


class AgentRemoved(Event):
    agent_id: str
    agent_name: str
