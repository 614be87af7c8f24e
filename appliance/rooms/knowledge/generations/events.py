"""What happens to generations and golden questions."""

from appliance.kernel.event import Event


class GenerationBegun(Event):
    knowledge_base_id: str
    number: int
    chunk_tokens: int
    chunk_overlap: int


class GenerationServed(Event):
    knowledge_base_id: str
    number: int
    before: int
    forced: bool


class GenerationHeld(Event):
    """It is whole and waits for an editor: it is `worse`, `unjudged`, or the base wants `manual` switches."""

    knowledge_base_id: str
    number: int
    reason: str


class GenerationFailed(Event):
    knowledge_base_id: str
    number: int


class GenerationDropped(Event):
    knowledge_base_id: str
    number: int


class QuestionsChanged(Event):
    knowledge_base_id: str
    added: int
    changed: int
    removed: int
