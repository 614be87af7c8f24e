"""What happened to the source of vectors."""

from appliance.kernel.event import Event


class EmbeddingChosen(Event):
    """Another source, or the same one with another key."""

    kind: str
    model: str
    host: str


class EmbeddingRemoved(Event):
    kind: str
    model: str


class EmbeddingTested(Event):
    kind: str
    model: str
    host: str
    is_well: bool
