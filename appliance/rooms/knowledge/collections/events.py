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
class BasePublished(Event):
    knowledge_base_id: str
    audience: str


@dataclass(frozen=True)
class BaseUnpublished(Event):
    knowledge_base_id: str


@dataclass(frozen=True)
class BaseInstalled(Event):
    knowledge_base_id: str
    user_id: str


@dataclass(frozen=True)
class BaseUninstalled(Event):
    knowledge_base_id: str
    user_id: str


@dataclass(frozen=True)
class BaseForked(Event):
    """The documents of `source_id` are to be copied into `knowledge_base_id`."""

    knowledge_base_id: str
    source_id: str


@dataclass(frozen=True)
class BaseRemoved(Event):
    knowledge_base_id: str
    name: str
