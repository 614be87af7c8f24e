"""What can happen to an agent."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class AgentCreated(Event):
    agent_id: str
    agent_name: str
    visibility: str


@dataclass(frozen=True)
class AgentChanged(Event):
    agent_id: str
    fields: list[str]


@dataclass(frozen=True)
class AgentRemoved(Event):
    agent_id: str
    agent_name: str
