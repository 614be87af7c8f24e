"""What happens to generations and golden questions."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class GenerationBegun(Event):
    knowledge_base_id: str
    number: int
    chunk_tokens: int
    chunk_overlap: int


@dataclass(frozen=True)
class GenerationServed(Event):
    knowledge_base_id: str
    number: int
    before: int
    forced: bool


@dataclass(frozen=True)
class GenerationHeld(Event):
    """It is whole and answers the golden questions worse than the serving one."""

    knowledge_base_id: str
    number: int


@dataclass(frozen=True)
class GenerationFailed(Event):
    knowledge_base_id: str
    number: int


@dataclass(frozen=True)
class GenerationDropped(Event):
    knowledge_base_id: str
    number: int


@dataclass(frozen=True)
class QuestionsChanged(Event):
    knowledge_base_id: str
    added: int
    changed: int
    removed: int
