"""What happens to web pages."""

from appliance.kernel.event import Event


class WebpageAdded(Event):
    org_id: str
    webpage_id: str
    knowledge_base_id: str
    page_kind: str
    host: str


class WebpageChanged(Event):
    org_id: str
    webpage_id: str
    fields: tuple[str, ...]


class WebpageRefreshed(Event):
    """Somebody asked for a new reading."""

    org_id: str
    webpage_id: str


class WebpageFetched(Event):
    """A reading has ended."""

    org_id: str
    webpage_id: str
    state: str
    asked: int
    changed: int


class WebpageRemoved(Event):
    org_id: str
    webpage_id: str
    keeps_documents: bool
