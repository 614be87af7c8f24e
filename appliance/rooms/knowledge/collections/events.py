"""What happens to a knowledge base."""

from appliance.kernel.event import Event


class BaseCreated(Event):
    knowledge_base_id: str
    name: str
    visibility: str


class BaseChanged(Event):
    knowledge_base_id: str
    fields: tuple[str, ...]


class BasePublished(Event):
    knowledge_base_id: str
    audience: str


class BaseUnpublished(Event):
    knowledge_base_id: str


class BaseInstalled(Event):
    knowledge_base_id: str
    user_id: str


class BaseUninstalled(Event):
    knowledge_base_id: str
    user_id: str


class BaseForked(Event):
    """The documents of `source_id` are to be copied into `knowledge_base_id`."""

    knowledge_base_id: str
    source_id: str


class BaseRemoved(Event):
    knowledge_base_id: str
    name: str
