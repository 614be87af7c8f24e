"""What happens to a knowledge base."""

from appliance.kernel.event import Event


class BaseCreated(Event):
    knowledge_base_id: str
    name: str
    visibility: str


class BaseChanged(Event):
    knowledge_base_id: str
    fields: tuple[str, ...]


class BaseRemoved(Event):
    knowledge_base_id: str
    name: str
