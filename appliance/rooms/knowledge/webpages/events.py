"""What happens to web pages."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class WebpageAdded(Event):
    org_id: str
    webpage_id: str
    knowledge_base_id: str
    page_kind: str
    host: str


@dataclass(frozen=True)
class WebpageChanged(Event):
    org_id: str
    webpage_id: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class WebpageRefreshed(Event):
    """Somebody asked for a new reading."""

    org_id: str
    webpage_id: str


@dataclass(frozen=True)
class WebpageFetched(Event):
    """A reading has ended."""

    org_id: str
    webpage_id: str
    state: str
    asked: int
    changed: int


@dataclass(frozen=True)
class WebpageRemoved(Event):
    org_id: str
    webpage_id: str
    keeps_documents: bool
