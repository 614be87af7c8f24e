"""What happened to the reranking server."""

from appliance.kernel.event import Event


class RerankingChosen(Event):
    """Another server, or the same one with another key."""

    model: str
    host: str


class RerankingRemoved(Event):
    model: str
    host: str


class RerankingTested(Event):
    model: str
    host: str
    is_well: bool
