"""What happens to a knowledge base."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class BaseCreated(Event):
    knowledge_base_id: str
    name: str
    visibility: str


@dataclass(frozen=True)
class BaseChanged(Event):
    knowledge_base_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class BaseRemoved(Event):
    knowledge_base_id: str
    name: str
